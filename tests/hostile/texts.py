"""Texts that nobody kind would send, and how many of them a run tries."""

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

MARKDOWN = "![x](javascript:alert(1)) `a` **b** :red[c]"
NAMES = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"'><svg/onload=alert(1)>",
    "</script><b>tebal</b>",
    "=cmd|'/c calc'!A1",
    "+1+1",
    "@SUM(A1:A9)",
    "-2+3",
    "'=1+1",
    "a\tb",
    "kanan\u202ekiri",
    "\u200fمرحبا",
    "👩\u200d👩\u200d👧",
    "e\u0301\u0302\u0303" * 20,
    "{{ 7*7 }} {% raw %} %(count)s {0} $x",
    MARKDOWN,
    "_x0041_ &amp; &#60;b&#62; ]]>",
)
"""Names that a competition may rightly carry, and that all must arrive as they are."""

BROKEN = ("\0", "\ud800", "\x1b[31m", "\ufffe", "a\rb", "\u2028", "\x7f", "9" * 5000, "-1", "²")
"""What no name may be, and what no number is."""

ANY = st.one_of(st.sampled_from(NAMES + BROKEN), st.text(max_size=40))
"""Any text, also halves of characters."""


def clean(text: str) -> str:
    """A text as a request can carry it."""
    return text.encode("utf-8", "replace").decode()


def tries(usual: int) -> Callable[[Any], Any]:
    """How often a test tries; PANTAU_FUZZ_EXAMPLES lets it try longer."""
    return settings(
        max_examples=int(os.environ.get("PANTAU_FUZZ_EXAMPLES", usual)),
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
