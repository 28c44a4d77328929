"""Files into raw cells, and files that must never be opened."""

import io
import tracemalloc
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter

from db.workbook.archive import FILE_LIMIT, Unreadable
from db.workbook.raw import Broken, Cell
from db.workbook.read import escape, read, unescape
from tests.db.workbook.books import base, write_xlsx

wall = datetime.fromisoformat  # a clock on the wall: no zone
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
LONG = '[$-421]d mmmm yyyy "jam" hh:mm'
NAMES = "urn:oasis:names:tc:opendocument:xmlns:"


def refusal(path: Path) -> tuple[str, str]:
    with pytest.raises(Unreadable) as told:
        read(path)
    return told.value.code, told.value.expected


def ods(path: Path, table: str) -> Path:
    """An .ods file around the rows of one table."""
    spaces = " ".join(
        f'xmlns:{short}="{NAMES}{short}:1.0"' for short in ("office", "table", "text")
    )
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODS_TYPE)
        archive.writestr("META-INF/manifest.xml", f"<manifest><file type='{ODS_TYPE}'/></manifest>")
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces} {calc}><office:body><office:spreadsheet>"
            f'<table:table table:name="Nilai">{table}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def rezipped(source: Path, target: Path, part: str, old: bytes, new: bytes) -> Path:
    """A copy of a workbook with one part changed."""
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == part:
                assert old in data
                data = data.replace(old, new)
            after.writestr(name, data)
    return target


def test_cells_of_xlsx_come_as_they_are_meant(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Nilai")
        shapes = {
            name: book.add_format({"num_format": name})
            for name in ("dd/mm/yyyy", "hh:mm", LONG, "0.0%", "[h]:mm")
        }
        page.write_number(0, 0, 88.25)
        page.write_string(0, 1, "=1+1")
        page.write_boolean(0, 2, True)
        page.write_datetime(1, 0, wall("2018-11-27 00:00"), shapes["dd/mm/yyyy"])
        page.write_datetime(1, 1, time(9, 30), shapes["hh:mm"])
        page.write_datetime(1, 2, wall("2018-11-27 09:30"), shapes[LONG])
        page.write_number(1, 3, 0.305, shapes["0.0%"])
        page.write_number(1, 4, 0.5, shapes["[h]:mm"])
        page.write_formula(2, 0, "=1/0", None, "#DIV/0!")
        page.write_formula(2, 1, '=IF(1,"")', None, "")
        page.write_formula(2, 2, "=40+2", None, 42)
        page.write_string(4, 1, "dua  spasi\ndua baris _x0041_ 😀")
        page.merge_range("A7:B8", "gabung")
    (sheet,) = read(path).sheets
    # A formula whose text is empty is written by xlsxwriter as if it had not been computed.
    assert sheet.rows == [
        (1, [88.25, "=1+1", True]),
        (2, [date(2018, 11, 27), time(9, 30), wall("2018-11-27 09:30"), 30.5, time(12)]),
        (3, [Broken("#DIV/0!"), Broken("", "formula_unsaved"), 42.0]),
        (5, [None, "dua  spasi\ndua baris _x0041_ 😀"]),
        (7, ["gabung"]),
    ]
    assert sheet.merged == ("A7:B8",)


def test_cells_of_ods_come_as_they_are_meant(tmp_path: Path) -> None:
    def cell(kind: str, shown: str = "", more: str = "") -> str:
        text = f"<text:p>{shown}</text:p>" if shown else ""
        return f'<table:table-cell office:value-type="{kind}" {more}>{text}</table:table-cell>'

    rows = [
        cell("float", "88,25", 'office:value="88.25"')
        + cell("percentage", "30,5%", 'office:value="0.305"')
        + cell("date", "27/11/2018", 'office:date-value="2018-11-27"')
        + cell("date", "27/11/2018", 'office:date-value="2018-11-27T09:30:00"')
        + cell("time", "09:30", 'office:time-value="PT09H30M00S"')
        + cell("boolean", "BENAR", 'office:boolean-value="true"'),
        cell("string", '<text:span>a</text:span><text:s text:c="3"/>b\n  c<text:tab/>d')
        + cell("string", "x</text:p><text:p>y<text:line-break/>z")
        + "<table:table-cell><office:annotation><text:p>catatan</text:p></office:annotation>"
        "</table:table-cell>" + cell("string", "isi", 'table:number-columns-repeated="2"'),
        cell("string", "#DIV/0!", 'calcext:value-type="error" table:formula="of:=1/0"')
        + cell("float", "Err:502", 'office:value="0" table:formula="of:=GALAT()"')
        + cell("string", "gabung", 'table:number-columns-spanned="2"')
        + "<table:covered-table-cell/>",
    ]
    table = "".join(f"<table:table-row>\n  {row}\n</table:table-row>" for row in rows)
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    table += f'<table:table-row table:number-rows-repeated="1048000">{empty}</table:table-row>'
    table += f'<table:table-row table:number-rows-repeated="2">{cell("string", "dua")}'
    (sheet,) = read(ods(tmp_path / "a.ods", f"{table}</table:table-row>")).sheets
    moment = wall("2018-11-27 09:30")
    assert sheet.rows == [
        (1, [88.25, 30.5, date(2018, 11, 27), moment, time(9, 30), True]),
        (2, ["a   b c\td", "x\ny\nz", None, "isi", "isi"]),
        (3, [Broken("#DIV/0!"), Broken("Err:502"), "gabung"]),
        (1048004, ["dua"]),
        (1048005, ["dua"]),
    ]
    assert sheet.merged == ("C3:D3",)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n1,\n", [(1, ["a", "b"]), (2, ["1", None])]),
        ("\ufeffa;b\n\n'=x;'' '\n", [(1, ["a", "b"]), (3, ["=x", "'' '"])]),
        ('"a;b";c\r\n"88,25";"dua\nbaris"\r\n', [(1, ["a;b", "c"]), (2, ["88,25", "dua\nbaris"])]),
        ("sep=;\na;b,c\n", [(1, ["a", "b,c"])]),
        ("satu\n", [(1, ["satu"])]),
    ],
)
def test_csv_is_read_with_either_separator(
    text: str, rows: list[tuple[int, list[Cell]]], tmp_path: Path
) -> None:
    path = tmp_path / "Nilai.csv"
    path.write_bytes(text.encode())
    (sheet,) = read(path).sheets
    assert (sheet.name, sheet.rows) == ("Nilai", rows)


@pytest.mark.parametrize("text", ["=1", "'=1", "''+", "-5", "@a", "#N/A", "'a", "a", "'", "''"])
def test_text_that_looks_like_a_formula_survives_csv(text: str) -> None:
    assert unescape(escape(text)) == text
    assert escape(text)[0] not in "=+-@"


def test_what_is_no_workbook_is_not_opened(tmp_path: Path) -> None:
    def file(name: str, data: bytes) -> Path:
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    assert refusal(tmp_path / "tiada.xlsx") == ("no_file", "")
    assert refusal(file("kosong.xlsx", b"")) == ("empty_file", "")
    assert refusal(file("gambar.xlsx", b"\x89PNG...")) == ("not_a_workbook", ".xlsx, .ods, .csv")
    assert refusal(file("lama.xls", ole + bytes(99))) == ("old_format", "")
    locked = ole + "EncryptedPackage".encode("utf-16-le")
    assert refusal(file("terkunci.xlsx", locked)) == ("encrypted", "")
    assert refusal(file("terpotong.xlsx", b"PK\x03\x04..."))[0] == "damaged"
    assert refusal(file("a.csv", "é".encode("latin-1"))) == ("not_utf8", "")
    assert refusal(file("b.csv", b'a,b\n"c')) == ("damaged", "b.csv: unexpected end of data")
    (tmp_path / "folder").mkdir()
    assert refusal(tmp_path / "folder") == ("empty_file", "")
    with zipfile.ZipFile(tmp_path / "dokumen.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert refusal(tmp_path / "dokumen.xlsx")[0] == "not_a_workbook"
    with zipfile.ZipFile(tmp_path / "sandi.ods", "w") as archive:
        archive.writestr("mimetype", ODS_TYPE)
        archive.writestr("META-INF/manifest.xml", "<m><manifest:encryption-data/></m>")
        archive.writestr("content.xml", b"\0\1\2")
    assert refusal(tmp_path / "sandi.ods") == ("encrypted", "")


def test_a_cut_or_spoiled_workbook_is_damaged_never_an_error(tmp_path: Path) -> None:
    whole = write_xlsx(tmp_path / "a.xlsx", base()).read_bytes()
    spoiled = tmp_path / "b.xlsx"
    for step in range(1, 40):
        cut = len(whole) * step // 40
        for data in (whole[:cut], whole[:cut] + bytes(20) + whole[cut + 20 :]):
            spoiled.write_bytes(data)
            try:
                read(spoiled)
            except Unreadable as told:
                assert told.code in ("damaged", "not_a_workbook")


def test_a_file_above_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "besar.csv"
    with path.open("wb") as file:
        file.truncate(FILE_LIMIT + 1)
    assert refusal(path) == ("too_big", "50 MB")


def test_a_zip_bomb_is_refused_without_filling_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "bom.xlsx"
    piece = bytes(2**20)
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        for _ in range(301):
            part.write(piece)
    lying = path.read_bytes().replace((301 * 2**20).to_bytes(4, "little"), b"\x10\0\0\0")
    small = tmp_path / "bohong.xlsx"
    small.write_bytes(lying)
    tracemalloc.start()
    assert refusal(path) == ("zip_bomb", "300 MB")
    assert refusal(small)[0] in ("zip_bomb", "damaged")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * 2**20


def test_a_bomb_of_entities_is_refused(tmp_path: Path) -> None:
    good = write_xlsx(tmp_path / "a.xlsx", {"Nilai": [["a"]]})
    part, old = "xl/worksheets/sheet1.xml", b"<worksheet"
    doctype = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">]><worksheet'
    bad = rezipped(good, tmp_path / "b.xlsx", part, old, doctype)
    assert refusal(bad) == ("damaged", "a document type declaration")


def test_a_cell_far_away_costs_nothing_and_a_repeated_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "jauh.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Nilai")
        page.write(0, 0, 1)
        page.write(1_048_575, 16_383, 2)
    (sheet,) = read(path).sheets
    assert [(line, len(cells)) for line, cells in sheet.rows] == [(1, 1), (1_048_576, 16_384)]
    repeated = ods(
        tmp_path / "ulang.ods",
        '<table:table-row table:number-rows-repeated="100000">'
        '<table:table-cell office:value-type="float" office:value="1"'
        ' table:number-columns-repeated="1000"/></table:table-row>',
    )
    assert refusal(repeated) == ("too_many_cells", "5 000 000")


def test_counts_and_places_that_a_file_states_falsely_are_not_believed(tmp_path: Path) -> None:
    good = write_xlsx(tmp_path / "a.xlsx", {"Nilai": [["a"], ["b"]]})
    sheet, strings = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
    false = b'uniqueCount="99999999999"'
    counted = rezipped(good, tmp_path / "b.xlsx", strings, b'uniqueCount="2"', false)
    assert read(counted).sheets == read(good).sheets
    for wrong in (b'r="ZZZZ2"', b'r="A99999999"', b'r="A3"', b'r="A2" t="n"'):
        bad = rezipped(good, tmp_path / "c.xlsx", sheet, b'r="A2" t="s"', wrong)
        assert refusal(bad)[0] == "damaged" if wrong != b'r="A2" t="n"' else read(bad)
    index = rezipped(good, tmp_path / "d.xlsx", sheet, b"<v>1</v>", b"<v>7</v>")
    assert refusal(index)[0] == "damaged"


def test_our_reader_and_calamine_agree(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", base())
    theirs = python_calamine.load_workbook(path)
    for sheet in read(path).sheets:
        rows = theirs.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        width = len(rows[0])
        ours = {line: cells + [None] * (width - len(cells)) for line, cells in sheet.rows}
        assert [["" if c is None else c for c in ours[i + 1]] for i in range(len(rows))] == rows


def test_an_upload_is_known_by_its_name() -> None:
    upload = io.BytesIO(b"peserta;juri\n1;J1\n")
    upload.name = "C:/Unduhan/Nilai.csv"
    book = read(upload)
    assert (book.name, book.sheets[0].name) == ("Nilai.csv", "Nilai")
