"""The competition itself, and the rules by which marks become a result."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dashboard.board import Board
from dashboard.desk.change import Edit
from dashboard.desk.door import Denied
from dashboard.desk.entered import entered, merged
from dashboard.view.words import message
from db.rows import Structure
from db.rules import WHOLE_CHAIN, chain_codes, is_timezone
from db.workbook.words import same

ABOUT = (
    "name",
    "edition",
    "organiser",
    "venue",
    "held_on",
    "timezone",
    "unit_term",
    "participation_target",
)
"""What is told of a competition."""
TEXTS = frozenset({"edition", "organiser", "venue"})
"""Fields that may be left empty."""

NAME_TAKEN = message("There is a competition of this name and edition already.")
NO_ZONE = message("“%(value)s” is not a time zone; expected a name such as Asia/Jakarta.")
NO_CRITERION = message("There is no criterion %(value)s.")
TWICE = message("The criterion %(value)s is named twice.")


def edit_about(opened: Mapping[str, Any], given: Mapping[str, Any]) -> Edit:
    """Change what is told of the competition; `given` as it was typed, by the names of ABOUT."""

    def edit(board: Board) -> Structure:
        values = {name: _about(name, raw) for name, raw in given.items()}
        if not is_timezone(values.get("timezone", "UTC")):
            raise Denied(NO_ZONE, where="timezone", value=values["timezone"])
        new = merged(board.competition, opened, values)
        others = (one for one in board.editions if one.id != new.id)
        if any(
            (same(one.name), same(one.edition)) == (same(new.name), same(new.edition))
            for one in others
        ):
            raise Denied(NAME_TAKEN, where="edition")
        return replace(board.structure, competition=new)

    return edit


def _about(name: str, raw: Any) -> Any:
    value = entered("competition", name, raw, required=name not in (*TEXTS, "held_on"))
    return "" if value is None and name in TEXTS else value


def edit_rules(opened: Mapping[str, Any], given: Mapping[str, Any]) -> Edit:
    """Change the scoring rules; `given` by the names of `effect.RULES`."""

    def edit(board: Board) -> Structure:
        values = {
            name: entered("competition", name, raw, required=True) for name, raw in given.items()
        }
        if "tie_break" in values:
            values["tie_break"] = _chain(board, values["tie_break"])
        return replace(board.structure, competition=merged(board.competition, opened, values))

    return edit


def _chain(board: Board, written: str) -> str:
    words = chain_codes(written)
    if len(words) == 1 and same(words[0]) in WHOLE_CHAIN:
        return same(words[0])
    codes = {same(row.code): row.code for row in board.structure.criteria}
    chain: list[str] = []
    for word in words:
        code = codes.get(same(word))
        if code is None:
            raise Denied(NO_CRITERION, where="tie_break", value=word)
        if code in chain:
            raise Denied(TWICE, where="tie_break", value=code)
        chain.append(code)
    return ",".join(chain) or "none"
