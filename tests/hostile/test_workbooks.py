"""The importer: whatever bytes come, an answer within bounds, and nothing written by itself."""

import csv
import io
import re
import tempfile
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Engine

from db.engine import connect, migrate, reading, writing
from db.workbook import Report, export_workbook, import_workbook
from db.workbook.archive import Unreadable
from db.workbook.read import read
from db.workbook.state import State, load_state
from tests.db.workbook.books import base, write_xlsx
from tests.factories import Contest, contest
from tests.hostile.texts import BROKEN, NAMES, tries

LONGEST = 10.0
"""Seconds; a slow machine is no fault, an endless loop is one."""
VALUES = (*NAMES, *BROKEN, "a" * 10_000, "1e999", "NaN", "-1e308", "1" * 400, "#REF!")
ENTITIES = ("&#0;", "&#xD800;", "&#xFFFF;", "&a;", "_xD800_", "_x0000_", "\U0010ffff")
NUMBERS = ("-1", "0", "2147483648", "9" * 30, "1e999", "nan", "-0", "9" * 5000, "٣", "x", "")


class Books(dict[str, bytes]):
    """Workbooks by suffix, that Hypothesis can name in a line."""

    def __repr__(self) -> str:
        return "books"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Good workbooks, by suffix."""
    folder = tmp_path_factory.mktemp("whole")
    given_book = write_xlsx(folder / "in.xlsx", base())
    engine = connect(f"sqlite:///{folder / 'a.db'}")
    migrate(engine)
    report = import_workbook(engine, given_book, actor="test")
    assert report.competition_id is not None
    books = Books()
    for suffix in ("xlsx", "ods"):
        path = folder / f"out.{suffix}"
        export_workbook(engine, path, report.competition_id)
        books[suffix] = path.read_bytes()
    export_workbook(engine, folder / "out", report.competition_id)
    books["csv"] = (folder / "out" / "Peserta.csv").read_bytes()
    engine.dispose()
    return books


@pytest.fixture
def built(sqlite_engine: Engine) -> Contest:
    with writing(sqlite_engine) as session:
        return contest(session, stages=2)


def upload(data: bytes, suffix: str) -> io.BytesIO:
    file = io.BytesIO(data)
    file.name = f"kirim.{suffix}"
    return file


def answered(engine: Engine, built: Contest, data: bytes, suffix: str) -> Report:
    """The report of a dry run: the database is as it was, whatever came."""
    before = stored(engine, built)
    began = time.monotonic()
    report = import_workbook(engine, upload(data, suffix), dry_run=True, actor="test")
    assert time.monotonic() - began < LONGEST
    for told in (*report.faults, *report.warnings):
        assert max(len(told.value), len(told.column), len(told.sheet)) <= 100
    assert stored(engine, built) == before
    return report


def stored(engine: Engine, built: Contest) -> State:
    with reading(engine) as session:
        return load_state(session, built.competition_id)[0]


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return file.getvalue()


SUFFIX = st.sampled_from(["xlsx", "ods", "csv"])
BOOK = st.sampled_from(["xlsx", "ods"])


@tries(120)
@given(suffix=SUFFIX, data=st.data())
def test_flipped_cut_and_spliced_bytes(
    whole: dict[str, bytes], sqlite_engine: Engine, built: Contest, suffix: str, data: st.DataObject
) -> None:
    raw = bytearray(whole[suffix])
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(raw) - 1))
        match data.draw(st.integers(0, 3)):
            case 0:
                raw[place] ^= 1 << data.draw(st.integers(0, 7))
            case 1:
                raw[place : place + data.draw(st.integers(1, 40))] = b""
            case 2:
                raw[place:place] = data.draw(st.binary(min_size=1, max_size=20))
            case _:
                raw[place : place + 4] = data.draw(
                    st.sampled_from([b"\0" * 4, b"\xff" * 4, b"PK\x01\x02", b'"";,'])
                )
        raw = raw or bytearray(b"x")
    answered(sqlite_engine, built, bytes(raw), suffix)


@tries(60)
@given(suffix=BOOK, data=st.data())
def test_the_directory_of_the_zip_lies(
    whole: dict[str, bytes], sqlite_engine: Engine, built: Contest, suffix: str, data: st.DataObject
) -> None:
    raw = bytearray(whole[suffix])
    heads = [found.start() for found in re.finditer(rb"PK(\x01\x02|\x03\x04|\x05\x06)", bytes(raw))]
    for _ in range(data.draw(st.integers(1, 4))):
        head = data.draw(st.sampled_from(heads))
        place = min(head + data.draw(st.integers(4, 45)), len(raw) - 1)
        raw[place] = data.draw(st.sampled_from([0, 1, 8, 9, 12, 14, 45, 93, 99, 0x7F, 0xFF]))
    answered(sqlite_engine, built, bytes(raw), suffix)


@pytest.mark.parametrize("method", [0, 8, 9, 12, 14, 93, 97, 99])
@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_a_part_says_that_it_was_packed_another_way(
    whole: dict[str, bytes], sqlite_engine: Engine, built: Contest, suffix: str, method: int
) -> None:
    raw = bytearray(whole[suffix])
    for sign, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        for found in re.finditer(re.escape(sign), bytes(raw)):
            raw[found.start() + place] = method
    answered(sqlite_engine, built, bytes(raw), suffix)


@tries(60)
@given(suffix=BOOK, data=st.data())
def test_parts_swapped_doubled_and_left_out(
    whole: dict[str, bytes], sqlite_engine: Engine, built: Contest, suffix: str, data: st.DataObject
) -> None:
    parts = list(members(whole[suffix]).items())
    one, other = (data.draw(st.integers(0, len(parts) - 1)) for _ in range(2))
    match data.draw(st.integers(0, 3)):
        case 0:
            (a, first), (b, second) = parts[one], parts[other]
            parts[one], parts[other] = (a, second), (b, first)
        case 1:
            with pytest.warns(UserWarning, match="Duplicate name"):
                doubled = zipped([*parts, parts[one]])
            report = answered(sqlite_engine, built, doubled, suffix)
            assert [fault.code for fault in report.faults] == ["damaged"]
            return
        case 2:
            del parts[one]
        case _:
            parts = [(f"../{name}", content) for name, content in parts]
    answered(sqlite_engine, built, zipped(parts), suffix)


NEW = (*VALUES, *ENTITIES, *NUMBERS)
EDITS = st.lists(
    st.tuples(
        st.sampled_from([r'="([^"]*)"', r">([^<]+)<"]),
        st.integers(0, 10_000),
        st.integers(0, len(NEW) - 1),  # not the text: Hypothesis warns of long ones
    ),
    min_size=1,
    max_size=3,
)


@tries(120)
@given(suffix=BOOK, part=st.integers(0, 100), edits=EDITS)
def test_texts_and_numbers_of_the_xml_become_others(
    whole: dict[str, bytes],
    sqlite_engine: Engine,
    built: Contest,
    suffix: str,
    part: int,
    edits: list[tuple[str, int, int]],
) -> None:
    parts = members(whole[suffix])
    inside = "content.xml" if suffix == "ods" else "xl/"
    names = [name for name in parts if name.startswith(inside) and name.endswith(".xml")]
    name = names[part % len(names)]
    xml = parts[name].decode()
    for pattern, number, which in edits:
        if places := list(re.finditer(pattern, xml)):
            place = places[number % len(places)]
            xml = xml[: place.start(1)] + NEW[which] + xml[place.end(1) :]
    parts[name] = xml.encode("utf-8", "surrogatepass")
    answered(sqlite_engine, built, zipped(list(parts.items())), suffix)


@tries(80)
@given(sheet=st.sampled_from(["Lomba", "Peserta", "Juri", "Nilai", "Jadwal", "x"]), data=st.data())
@example(sheet="Peserta", data=None)
def test_any_csv(
    sqlite_engine: Engine, built: Contest, sheet: str, data: st.DataObject | None
) -> None:
    if data is None:
        raw = b"sep=\0\nnomor\0judul\n1\0a"
    else:
        cell = st.one_of(st.sampled_from(VALUES), st.text(max_size=12))
        rows = data.draw(st.lists(st.lists(cell, max_size=5), max_size=5))
        head = data.draw(st.sampled_from(["", "sep=;", 'sep="', "sep=é", "nomor;skpd;judul"]))
        text = "\n".join([head, *(";".join(row) for row in rows)])
        raw = text.encode("utf-8", "surrogatepass")
    file = upload(raw, "csv")
    file.name = f"{sheet}.csv"
    import_workbook(sqlite_engine, file, dry_run=True, actor="test")


@tries(40)
@given(
    sheet=st.sampled_from(["Lomba", "SKPD", "Tahap", "Kriteria", "Juri", "Peserta", "Jadwal"]),
    row=st.integers(1, 3),
    column=st.integers(0, 6),
    value=st.sampled_from(VALUES),
)
def test_a_cell_is_taken_as_it_is_or_refused(
    sqlite_engine: Engine, built: Contest, sheet: str, row: int, column: int, value: str
) -> None:
    sheets = base()
    cells = sheets[sheet][min(row, len(sheets[sheet]) - 1)]
    cells[min(column, len(cells) - 1)] = value
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, rows in sheets.items():
            path = folder / f"{name}.csv"
            with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
                csv.writer(file).writerows(rows)
        before = stored(sqlite_engine, built)
        report = import_workbook(sqlite_engine, folder, dry_run=True, actor="test")
    assert stored(sqlite_engine, built) == before
    if value in ("\0", "\x1b[31m", "\x7f") and sheet in ("SKPD", "Juri", "Peserta"):
        assert report.faults


def ods(cell: str) -> bytes:
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<office:document-content {names}><table:table table:name="Nilai"><table:table-row>'
        f"{cell}</table:table-row></table:table></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped([("mimetype", kind), ("content.xml", content.encode())])


@pytest.fixture
def memory() -> Iterator[None]:
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * 2**20


@pytest.mark.parametrize("count", ["499999999", "100000", "-5", "9" * 5000])
def test_spaces_that_are_only_counted_fill_no_memory(memory: None, count: str) -> None:
    cell = f'<table:table-cell><text:p>a<text:s text:c="{count}"/>b</text:p></table:table-cell>'
    with pytest.raises(Unreadable) as told:
        read(upload(ods(cell), "ods"))
    assert told.value.code == "damaged"
