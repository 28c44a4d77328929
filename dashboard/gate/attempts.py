"""Wrong tokens: each address waits the longer for an answer, the more of them it sent lately."""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable

WINDOW = 600.0
"""Seconds without a wrong token until an address counts as new."""
FIRST, LONGEST = 0.25, 8.0
"""Seconds that the first wrong token waits, and that none waits longer than."""
ADDRESSES = 1000
"""Addresses remembered; of more, the one that has been quiet longest is forgotten."""
WAITING = 100
"""Answers held back at a time. More are given at once: holding them would cost us, not them."""


class Attempts:
    """How often which address was wrong lately."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self.waiting = 0

    def wrong(self, address: str) -> float:
        """Note a wrong token; the seconds that its answer is to wait."""
        now = self._clock()
        count, last = self._wrong.pop(address, (0, now))
        count = 1 if now - last > WINDOW else count + 1
        self._wrong[address] = (count, now)
        if len(self._wrong) > ADDRESSES:
            self._wrong.popitem(last=False)
        if self.waiting >= WAITING:
            return 0.0
        return float(min(FIRST * 2 ** min(count - 1, 10), LONGEST))

    def __len__(self) -> int:
        return len(self._wrong)


def sender(host: str | None) -> str:
    """The address that counts as one sender: of IPv6 the network, for each has many addresses."""
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return "unknown"
    if address.version == 6 and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address.ipv4_mapped if address.version == 6 else address)
