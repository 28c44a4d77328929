"""The empty workbook, and the instructions that come with it."""

from db.workbook.layout import GUIDE, LOMBA, LOMBA_KEYS, NILAI, SHEETS, Column, Kind, Sheet
from db.workbook.written import Head, Written, choices_of, head

_INTRODUCTION = (
    "Isi lembar di sebelah. Baris 1 berisi judul kolom; data mulai dari baris 2.",
    "Nilai yang kosong berarti belum dinilai, bukan nol. Impor tidak pernah menghapus nilai.",
    "Lembar yang tidak dipakai boleh dikosongkan atau dihapus; isinya di aplikasi tetap.",
    "Bila tahapnya hanya satu, lembar Tahap dan kolom tahap boleh kosong.",
    "Nilai boleh ditulis melebar: ganti kolom kriteria dan nilai dengan satu kolom per kode "
    "kriteria, satu baris per peserta dan juri.",
    "Nama lembar, kolom, dan pilihan boleh juga dalam bahasa Inggris (kolom terakhir).",
)
_KINDS = {
    Kind.TEXT: "teks",
    Kind.NUMBER: "angka, paling banyak dua desimal",
    Kind.WHOLE: "bilangan bulat",
    Kind.FLAG: "ya/tidak",
    Kind.DAY: "tanggal",
    Kind.CLOCK: "jam",
    Kind.MOMENT: "tanggal dan jam",
    Kind.WORD: "pilihan",
    Kind.NAMES: "daftar, dipisah titik koma",
}


def template() -> list[Written]:
    """All sheets without rows; `Lomba` has its keys."""
    return [_guide(), *(_lomba() if sheet is LOMBA else _empty(sheet) for sheet in SHEETS)]


def _empty(sheet: Sheet) -> Written:
    return Written(sheet.name, [head(column, noted=True) for column in sheet.columns], [])


def _lomba() -> Written:
    heads = [*(head(column, noted=True) for column in LOMBA.columns), Head("keterangan", 60)]
    rows = [(column.header, None, column.hint) for column in LOMBA_KEYS]
    choices = {
        (index + 1, 1): words
        for index, column in enumerate(LOMBA_KEYS)
        if (words := choices_of(column))
    }
    return Written(LOMBA.name, heads, rows, choices)


def _guide() -> Written:
    heads = [
        Head("lembar", 14),
        Head("kolom", 20),
        Head("wajib", 8),
        Head("isi", 30),
        Head("keterangan", 60),
        Head("pilihan", 50),
        Head("nama Inggris", 22),
    ]
    rows: list[tuple[str | None, ...]] = [("", None, None, None, line) for line in _INTRODUCTION]
    for sheet in SHEETS:
        keys = LOMBA_KEYS if sheet is LOMBA else sheet.columns
        for column in keys:
            rows.append(_line(sheet, column))
    return Written(GUIDE, heads, rows)


def _line(sheet: Sheet, column: Column) -> tuple[str | None, ...]:
    optional = column.field == "stage" or (sheet is NILAI and column.field == "criterion")
    needed = column.required or (column.field in sheet.key and not optional)
    choices = ", ".join(choices_of(column)) or None
    return (
        sheet.name,
        column.header,
        "ya" if needed else None,
        _KINDS[column.kind],
        column.hint,
        choices,
        column.field.replace("_", " "),
    )
