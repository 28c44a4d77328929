"""Nothing is lost when things break."""

import os


def is_full() -> bool:
    """Whether the full form was asked for; to be asked late, for `__main__` comes after this."""
    return "PANTAU_FAULT_ROUNDS" in os.environ


def rounds(short: int, full: int) -> int:
    """How often a test repeats: `full` where PANTAU_FAULT_ROUNDS is set, to "full" or a number."""
    told = os.environ.get("PANTAU_FAULT_ROUNDS", "")
    if not told:
        return short
    return min(full, int(told)) if told.isdigit() else full
