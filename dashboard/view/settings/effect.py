"""What a change would do to the order, in sentences and a list."""

from dashboard.analysis.effect import BoardEffect, Effect, Move, Standing
from dashboard.board import Board
from dashboard.view.criteria_controls import plain
from dashboard.view.names import entrant_name
from dashboard.view.words import Words

SHOWN = 20
"""Entries named at most on one board."""


def effect_text(board: Board, words: Words, effect: Effect) -> str:
    """The effect on every board as Markdown; `board` is that before the change."""
    first, *stages = effect.boards
    parts = [_board_text(board, words, first)]
    names = {row.id: row.name for row in board.structure.stages}
    for one in stages:
        if one.moves and (one.moves, one.ties) != (first.moves, first.ties):
            heading = words.text("Stage %(stage)s", stage=plain(names[one.stage_id or 0]))
            parts.append(f"**{heading}**\n\n{_board_text(board, words, one)}")
    return "\n\n".join(parts)


def _board_text(board: Board, words: Words, effect: BoardEffect) -> str:
    if not effect.is_changed:
        lines = [words.text("The order does not change, and no score does.")]
    elif not effect.moves:
        lines = [words.text("The order does not change; only scores do.")]
    else:
        lines = [
            words.plural(
                "%(count)s entry changes its place.",
                "%(count)s entries change their places.",
                len(effect.moves),
            )
        ]
    for group in effect.ties:
        names = [entrant_name(board, board.entry_of[key]) for key in group]
        lines.append(words.text("New tie: %(entries)s.", entries=words.join(names)))
    parts = [" ".join(lines)]
    if effect.moves:
        parts.append("\n".join(_move_text(board, words, move) for move in effect.moves[:SHOWN]))
        if more := len(effect.moves[SHOWN:]):
            parts.append(words.plural("%(count)s more", "%(count)s more", more))
    return "\n\n".join(parts)


def _move_text(board: Board, words: Words, move: Move) -> str:
    """A line of a list, and no row of a table: on a phone a table would be cut off."""
    told = words.text(
        "place %(places)s, score %(scores)s",
        places=f"{_place(words, move.before)}\u00a0→\u00a0{_place(words, move.after)}",
        scores=f"{_score(words, move.before)}\u00a0→\u00a0{_score(words, move.after)}",
    )
    return f"- **{plain(entrant_name(board, board.entry_of[move.key]))}**: {plain(told)}"


def _place(words: Words, standing: Standing) -> str:
    return words.number(standing.place) if standing.place else "–"


def _score(words: Words, standing: Standing) -> str:
    return "–" if standing.score is None else words.number(standing.score, standing.digits)
