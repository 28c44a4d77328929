"""The wall: what a whole room reads from ten metres, one scene at a time, turned over by itself."""

from collections import Counter
from dataclasses import dataclass

import streamlit as st

from dashboard.board import Board
from dashboard.view.assets import source
from dashboard.view.funnel import steps
from dashboard.view.leaderboard import PODIUM, View, progress, row_maker, sections
from dashboard.view.participation import kind_bars, width
from dashboard.view.presenting import Presenting, presenting
from dashboard.view.template import render
from dashboard.view.turnout import (
    change_text,
    headline,
    need_text,
    participation,
    share_text,
    target_text,
)
from dashboard.view.words import Words

LEADERBOARD, PARTICIPATION = "leaderboard", "participation"
PAGES = (LEADERBOARD, PARTICIPATION)
"""The pages that have a scene on the wall."""
ROWS = 300
"""Entries shown at most: turning over more takes longer than anybody looks at a wall."""
CHIPS = 8
"""Judges named at most who have not scored the entry on stage."""
QUICKEST, SLOWEST = 5, 3600
"""Seconds that a scene may stay."""

_MOUNT = st.components.v2.component(
    "pantau_wall",
    html='<div class="wall"\n></div>',
    css=source("wall.css"),
    js=source("tokens.js", "wall.js"),
)


@dataclass(frozen=True)
class Scene:
    """One picture on the wall; `stage` None is the competition's result."""

    page: str
    stage: int | None = None

    @property
    def key(self) -> str:
        """Its name for the browser."""
        return self.page if self.stage is None else f"{self.page}-{self.stage}"


def wall(board: Board, words: Words, *, page: str, turn: int | None = None) -> None:
    """Cover the screen with a page's scene; with `turn`, with all scenes, so many seconds each."""
    shown = [
        {"key": scene.key, "html": scene_html(board, words, scene)}
        for scene in (scenes(board, page) if turn else [Scene(page)])
    ]
    seconds = max(QUICKEST, min(turn, SLOWEST)) if turn else None
    _MOUNT(key="wall", data={"scenes": shown, "turn": seconds})


def scenes(board: Board, page: str) -> list[Scene]:
    """All scenes there are, the page's own first, each stage's board where there are several."""
    stages: list[int | None] = [i for i, one in enumerate(board.stages) if one.marks.entered.any()]
    weighted = sum(1 for stage in board.stages if stage.weight)
    if len(stages) < 2:
        stages = [None]
    elif weighted > 1:
        stages = [None, *stages]
    boards = [Scene(LEADERBOARD, stage) for stage in stages]
    rest = [Scene(PARTICIPATION)]
    return [*boards, *rest] if page == LEADERBOARD else [*rest, *boards]


def scene_html(board: Board, words: Words, scene: Scene) -> str:
    """One scene as HTML, made once for all walls."""
    make = _participation_html if scene.page == PARTICIPATION else _board_html
    return board.once(("wall", scene, words.language), lambda: make(board, words, scene))


def _participation_html(board: Board, words: Words, scene: Scene) -> str:
    out = participation(board).turnout
    return render(
        "wall_participation.html",
        words,
        board=board,
        headline=headline(board, words),
        share=share_text(board, words),
        target=target_text(board, words),
        filled=width(out.share),
        mark=width(out.target),
        need=need_text(board, words),
        change=change_text(board, words),
        steps=steps(board, words),
        kinds=kind_bars(board, words),
        term=board.competition.unit_term,
    )


def _board_html(board: Board, words: Words, scene: Scene) -> str:
    view = View(scene.stage)
    standings = board.standings(scene.stage)
    make_row = row_maker(board, words, view)
    podium, groups, left_out = rows_of(board, words, view)
    several = Counter(row.unit_id for row in board.structure.submissions)
    return render(
        "wall_board.html",
        words,
        board=board,
        stage="" if scene.stage is None else board.stages[scene.stage].name,
        progress=progress(standings),
        now=on_stage(presenting(board, words, standings)),
        chips=CHIPS,
        podium=[make_row(entry) for entry in podium],
        groups=[
            (name, heading, [make_row(entry) for entry in entries])
            for name, heading, entries in groups
        ],
        titled={row.id for row in board.structure.submissions if several[row.unit_id] > 1},
        left_out=left_out,
    )


def rows_of(
    board: Board, words: Words, view: View
) -> tuple[list[int], list[tuple[str, str, list[int]]], int]:
    """The entries on the podium, those below it group by group, and how many are left out."""
    podium: list[int] = []
    groups, room = [], ROWS
    total = 0
    for section in sections(board, words, view):
        entries = section.entries.tolist()
        total += len(entries)
        if section.name == "placed":
            podium, entries = entries[:PODIUM], entries[PODIUM:]
            room -= len(podium)
        if shown := entries[: max(room, 0)]:
            groups.append((section.name, section.heading, shown))
            room -= len(shown)
    return podium, groups, max(0, total - ROWS)


def on_stage(shown: list[Presenting]) -> Presenting | None:
    """Who presents now, in whatever stage; else who is next."""
    return next((one for one in shown if one.is_on), next(iter(shown), None))


def wall_link(words: Words, address: str) -> None:
    """A link to the same page on the wall."""
    st.link_button(
        words.text("Big screen"),
        address,
        icon=":material/tv:",
        type="tertiary",
        help=words.text("For a projector or television; with &putar=20 it turns every 20 seconds."),
    )
