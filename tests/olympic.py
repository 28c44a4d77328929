"""Real competitions for tests: the figure skating of the 2018 Winter Olympics, as workbooks.

Each segment is a competition between nations: its criteria are the program components, its judges
J1 to J9, and `official` says what the panel's scores came to. Only component marks are used: they
alone are given on one scale by all judges.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

EXCERPT = Path(__file__).parent / "data" / "figure_skating"
"""Two segments, part of the repository."""
WHOLE = Path(__file__).parents[2] / "shared" / "data" / "olympic_figure_skating_2018"
"""All 16 segments, where this folder stands beside the project."""

CODES = {
    "Skating Skills": "SS",
    "Transitions": "TR",
    "Performance": "PE",
    "Composition": "CO",
    "Interpretation of the Music": "IN",
    "Interpretation of the Music/Timing": "IN",
}
EDITION = "2018"
SETTINGS = {
    "metode": "trimmed_mean",
    "tingkat": "criterion",
    "pangkas": 1,
    "pembulatan": "criterion",
    "cara_bulat": "half_up",
    "desimal": 2,
    "fase": "published",
}


@dataclass(frozen=True)
class Official:
    """The published result of one entry, in hundredths: each component's panel score, by code,
    and the total: each panel score times the factor, rounded to two places (half up), then added.
    """

    panel: dict[str, int]
    total: int


@dataclass(frozen=True)
class Segment:
    """One competition. `marks`: (number, judge, code) → the mark as it stands in the data."""

    name: str
    factor: int  # hundredths
    criteria: dict[str, str]  # code → name
    judges: dict[str, tuple[str, str]]  # code → name, country
    entries: dict[int, tuple[str, str]]  # number (of the start) → skaters, nation
    marks: dict[tuple[int, str, str], float]
    official: dict[int, Official]

    def sheets(self) -> Mapping[str, Sequence[Sequence[object]]]:
        """The workbook: rows of each sheet, headers first."""
        nations = sorted({nation for _, nation in self.entries.values()})
        wide = {(number, judge): number for number in self.entries for judge in self.judges}
        return {
            "Lomba": [
                ["kunci", "nilai"],
                ["nama", self.name],
                ["edisi", EDITION],
                *([key, value] for key, value in SETTINGS.items()),
            ],
            "SKPD": [["kode", "nama"], *[[nation, nation] for nation in nations]],
            "Kriteria": [
                ["kode", "nama", "bobot", "min", "maks", "langkah"],
                *(
                    [code, name, self.factor / 100, 0, 10, 0.25]
                    for code, name in self.criteria.items()
                ),
            ],
            "Juri": [
                ["kode", "nama", "instansi"],
                *[[code, name, country] for code, (name, country) in self.judges.items()],
            ],
            "Peserta": [
                ["nomor", "skpd", "judul", "status", "urutan", "tampil"],
                *(
                    [number, nation, skaters, "verified", number, "presented"]
                    for number, (skaters, nation) in self.entries.items()
                ),
            ],
            "Nilai": [
                ["peserta", "juri", *self.criteria],
                *(
                    [number, judge, *(self.marks[number, judge, code] for code in self.criteria)]
                    for number, judge in wide
                ),
            ],
        }

    def write(self, path: Path) -> Path:
        """Write the workbook as .xlsx, as a person would: numbers as numbers."""
        with xlsxwriter.Workbook(path) as book:
            for name, rows in self.sheets().items():
                page = book.add_worksheet(name)
                for line, row in enumerate(rows):
                    page.write_row(line, 0, row)
        return path


def segments(folder: Path = EXCERPT) -> list[Segment]:
    """The competitions in a folder of the data set, in the order of their names."""
    results = _rows(folder / "official_results.csv")
    components = [row for row in _rows(folder / "criteria.csv") if row["section"] == "components"]
    names = sorted({row["competition"] for row in results})
    return [
        _segment(
            name,
            [row for row in results if row["competition"] == name],
            components,
            _rows(folder / "scores.csv"),
            _rows(folder / "judges.csv"),
        )
        for name in names
    ]


def _segment(
    name: str,
    results: Sequence[dict[str, str]],
    components: Sequence[dict[str, str]],
    scores: Sequence[dict[str, str]],
    judges: Sequence[dict[str, str]],
) -> Segment:
    results = sorted(results, key=lambda row: int(row["starting_number"]))
    number = {row["entry"]: int(row["starting_number"]) for row in results}
    own = [row for row in components if row["entry"] in number]
    names = {CODES[row["criterion"]]: row["criterion"] for row in own}
    (factor,) = {round(float(row["factor"]) * 100) for row in own}
    panel: dict[int, dict[str, int]] = {}
    for row in own:
        value = round(float(row["official_panel_score"]) * 100)
        panel.setdefault(number[row["entry"]], {})[CODES[row["criterion"]]] = value
    return Segment(
        name=name,
        factor=factor,
        criteria={code: names[code] for code in dict.fromkeys(CODES.values())},
        judges={
            row["judge"]: (row["name"], row["country_code"])
            for row in judges
            if row["segment"] == name
        },
        entries={number[row["entry"]]: (row["name"], row["nation"]) for row in results},
        marks={
            (number[row["entry"]], row["judge"], CODES[row["criterion"]]): float(row["score"])
            for row in scores
            if row["entry"] in number and row["criterion"] in CODES
        },
        official={
            number[row["entry"]]: Official(
                panel[number[row["entry"]]], round(float(row["total_component_score"]) * 100)
            )
            for row in results
        },
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        headers = next(rows)
        if headers[:2] == ["competition", "competition"]:  # judges.csv: segment, then event
            headers[:2] = ["segment", "competition"]
        return [dict(zip(headers, row, strict=True)) for row in rows]
