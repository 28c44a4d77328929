"""The criteria page: findings and heat map equal what plain Python makes of the same marks."""

import re
import statistics
from fractions import Fraction

from sqlalchemy import Engine

from dashboard.board import Board
from dashboard.reader import Reader
from dashboard.view import theme
from dashboard.view.assets import STATIC
from dashboard.view.criteria import empty_text, findings_html, heat_html, separation_text
from dashboard.view.leaderboard import PAGE_SIZE, View
from dashboard.view.words import words_in
from db.commands import record_scores
from db.engine import writing
from db.models import Competition
from tests.dashboard.analysis.contests import Contest
from tests.dashboard.view.markup import rows_of, texts_of
from tests.dashboard.view.test_theme import CONFIG, MODES, TEXT_CONTRAST, contrast
from tests.dashboard.view.weighed import named, sampled, weighed
from tests.factories import contest

ID, EN = words_in("id"), words_in("en")


def number(value: Fraction | None, decimals: int = 2) -> str:
    return "–" if value is None else EN.number(value, decimals)


def expected_rows(board: Board, by: Contest) -> list[list[str]]:
    """Places first, then those judged in part by their mean so far, then who is out."""
    rows, results, places = by.rows(), by.results(), by.places()
    names = named(board)
    entered = [any(entry in stage.entered for stage in by.stages) for entry in range(len(names))]

    def group(entry: int) -> tuple[int, Fraction]:
        total, complete = results[entry]
        kind = 0 if complete else 1 if total is not None and entered[entry] else 3
        return kind, -(total or Fraction(0)) if kind == 1 else Fraction(places[entry])

    lines = []
    for entry in sorted(range(len(names)), key=lambda entry: (*group(entry), entry)):
        kind = group(entry)[0]
        total, _ = results[entry]
        panel = [value if entered[entry] else None for value in by.panel(rows, entry)]
        lines.append(
            [
                str(places[entry]) if kind == 0 else "–",
                number(total if kind < 2 else None),
                *map(number, panel),
            ]
        )
    return lines


def shown_rows(html: str) -> list[list[str]]:
    """Place, total and values of every entry's row."""
    _, *rows = rows_of(html)
    return [[row[0], *row[2:]] for row in rows if len(row) > 1]


def test_the_heat_map_of_the_sample_equals_the_oracle(engine: Engine) -> None:
    board, by = sampled(engine)
    assert shown_rows(heat_html(board, EN, View())) == expected_rows(board, by)


def test_the_heat_map_of_weighted_stages_equals_the_oracle(engine: Engine) -> None:
    board, by = weighed(engine)
    assert shown_rows(heat_html(board, EN, View())) == expected_rows(board, by)


def test_the_heat_map_names_units_and_titles(engine: Engine) -> None:
    board, _ = weighed(engine)
    html = heat_html(board, EN, View())
    names = sorted(row[1] for row in rows_of(html)[1:] if len(row) > 1)
    tags = {4: " provisional", 6: " provisional", 7: " provisional", 8: " withdrawn"}
    assert names == sorted(
        f"{unit} {title}{tags.get(entry, '')}" for entry, (unit, title) in enumerate(named(board))
    )


def test_a_column_runs_from_its_lowest_to_its_highest_value(engine: Engine) -> None:
    board, by = weighed(engine)
    html = heat_html(board, EN, View())
    found: dict[tuple[int, str], int] = {}
    lines = re.findall(r"<tr data-key.*?</tr>", html, re.DOTALL)
    for line in lines:
        cells = re.findall(r'class="crit-cell( crit-(\d))?"[^>]*>([^<]*)<', line)
        for column, (_, level, text) in enumerate(cells):
            if level:
                found[column, text] = int(level)
    rows = by.rows()
    panels = [by.panel(rows, entry) for entry in range(9) if entry != 8]
    for column in range(6):
        values = [panel[column] for panel in panels]
        known = [value for value in values if value is not None]
        for value in known:
            part = (value - min(known)) / (max(known) - min(known))
            assert found[column, number(value)] == min(9, 1 + int(part * 9))


def test_heads_tell_name_share_and_range(engine: Engine) -> None:
    board, by = weighed(engine)
    rows = by.rows()
    heads = rows_of(heat_html(board, EN, View()))[0][3:]
    for column, head in enumerate(heads):
        stage = column // 3
        known = [v for e in range(8) if (v := by.panel(rows, e)[column]) is not None]
        weights = [weight for weight, _ in by.stages[stage].criteria]
        share = Fraction(weights[column % 3], sum(weights)) * Fraction(by.weights[stage], 10000)
        name = f"Kriteria {column % 3 + 1} (Tahap {stage + 1})"
        span = f"{number(min(known))}–{number(max(known))}"
        assert head == f"{name}{EN.percent(share, 0)}{span}"


def test_every_level_can_be_read_in_light_and_dark() -> None:
    css = (STATIC / "panel.css").read_text("utf-8")
    rules = re.findall(
        r"\.crit-(\d) \{ background: var\(--sequential-(\d+)\); color: (\S+); \}", css
    )
    assert [int(level) for level, _, _ in rules] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    names = {"var(--st-text-color)": "textColor", "var(--st-background-color)": "backgroundColor"}
    for mode in MODES:
        colours = theme.colours("sequential", mode)
        for _, step, text in rules:
            ink = CONFIG["theme"][mode][names[text]]
            assert contrast(colours[int(step) - 1], ink) >= TEXT_CONTRAST


def test_the_sentence_of_the_sample_names_the_widest_and_the_narrowest(engine: Engine) -> None:
    board, by = sampled(engine)
    rows = by.rows()
    complete = [entry for entry, (_, done) in enumerate(by.results()) if done]
    panels = [by.panel(rows, entry) for entry in complete]
    spread = [
        statistics.pstdev(float(value or 0) for value in column)
        for column in zip(*panels, strict=True)
    ]
    weights = [weight for weight, _ in by.stages[0].criteria]
    names = [criterion.name for criterion in board.stages[0].criteria]
    most, least = spread.index(max(spread)), spread.index(min(spread))
    felt = max(range(5), key=lambda column: spread[column] * weights[column])
    assert separation_text(board, EN, None) == (
        f"{names[most]} separates the entries most (standard deviation {spread[most]:.2f} of 100), "
        f"{names[least]} least ({spread[least]:.2f}). "
        f"With its weight, {names[felt]} moves the totals most."
    )


def test_the_findings_of_the_sample_in_indonesian(engine: Engine) -> None:
    board, _ = sampled(engine)
    separation, weights = texts_of(findings_html(board, ID, None), "p")
    assert separation == (
        "Akses pelayanan paling membedakan peserta (simpangan baku 4,17 dari 100), Aplikatif "
        "paling sedikit (2,88). Setelah dibobot, Potensi pengembangan paling berpengaruh pada "
        "nilai akhir."
    )
    assert weights == (
        "Pemenang berganti bila bobot Aplikatif naik dari 15 menjadi 23,8 atau lebih; pemenangnya "
        "lalu RSUD Kota."
    )


def test_weights_that_do_not_come_to_100_are_told(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, criteria=3)
        record_scores(session, [(*key, 8000) for key in ids.keys], actor="test")
    html = findings_html(Reader(engine).latest(ids.competition_id), EN, None)
    assert texts_of(html, "remark") == [
        "The weights of Tahap 1 come to 150, not 100; they count in proportion."
    ]


def test_equal_entries_are_separated_by_nothing(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session)
        record_scores(session, [(*key, 8000) for key in ids.keys], actor="test")
    board = Reader(engine).latest(ids.competition_id)
    assert separation_text(board, EN, None) == "All criteria separate the entries equally."


def test_one_criterion_is_told_as_such(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, criteria=1, judges=1)
        marks = [(*key, 8000 + 300 * at) for at, key in enumerate(ids.keys)]
        record_scores(session, marks, actor="test")
    board = Reader(engine).latest(ids.competition_id)
    assert separation_text(board, EN, None) == (
        "There is one criterion; the entries spread by 2.45 of 100 points on it."
    )


def test_a_page_without_entries_or_criteria_or_marks_says_what_to_do(engine: Engine) -> None:
    with writing(engine) as session:
        bare = Competition(name="Kosong")
        session.add(bare)
        session.flush()
        keys = [
            bare.id or 0,
            contest(session, criteria=0).competition_id,
            contest(session).competition_id,
        ]
    reader = Reader(engine)
    said = [empty_text(reader.latest(key), EN, None) for key in keys]
    assert said == [
        "There are no entries yet. Add them in the workbook and load it.",
        "There are no criteria yet. Add them in the workbook and load it.",
        "There are no marks yet. This page fills with the first score sheet.",
    ]
    assert [texts_of(findings_html(reader.latest(key), EN, None), "empty") for key in keys] == [
        [text] for text in said
    ]


def test_a_competition_in_which_nothing_is_complete_says_what_is_missing(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session)
        record_scores(session, [(*ids.keys[0], 8000)], actor="test")
    board = Reader(engine).latest(ids.competition_id)
    assert empty_text(board, EN, None) == ""
    assert texts_of(findings_html(board, EN, None), "p") == [
        "It takes two complete entries to say how far the criteria part them.",
        "It takes two complete entries to say whether the weights decide.",
    ]
    assert shown_rows(heat_html(board, EN, View()))[0] == ["–", "80.00", "80.00", "–"]


def test_many_entries_are_paged_and_searched(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, units=PAGE_SIZE + 7, criteria=1, judges=1)
        marks = [(*key, 9000 - at) for at, key in enumerate(ids.keys)]
        record_scores(session, marks, actor="test")
    board = Reader(engine).latest(ids.competition_id)
    pages = [shown_rows(heat_html(board, EN, View(page=page))) for page in (1, 2)]
    assert [[row[0] for row in page] for page in pages] == [
        [str(place) for place in range(1, PAGE_SIZE + 1)],
        [str(place) for place in range(PAGE_SIZE + 1, PAGE_SIZE + 8)],
    ]
    found = rows_of(heat_html(board, EN, View(search="dinas 57")))[1:]
    assert [row[1] for row in found] == ["Dinas 57 Inovasi 57"]
    assert texts_of(heat_html(board, EN, View(search="tak ada")), "empty") == [
        "No entry matches the search."
    ]


def test_names_are_shown_as_they_are_written(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session)
        competition = session.get_one(Competition, ids.competition_id)
        competition.unit_term = "<b>OPD</b>"
        record_scores(session, [(*key, 8000) for key in ids.keys], actor="test")
    html = heat_html(Reader(engine).latest(ids.competition_id), EN, View())
    assert rows_of(html)[0][1] == "<b>OPD</b> · innovation"
