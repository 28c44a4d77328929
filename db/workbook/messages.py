"""What an import has to say: faults and notices, and their words in Indonesian and English."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about one place of a workbook.

    `row` and `column` are as a spreadsheet shows them: row 1 holds the headers, a column is its
    header and letter, "bobot (D)". Empty (or None) where the whole sheet or file is meant.
    `value` is what stands there, `expected` what would have been right; `code` never changes.
    """

    sheet: str
    row: int | None
    column: str
    value: str
    code: str
    expected: str = ""

    def message(self, language: str = "id") -> str:
        """The place and what is the matter with it, in "id" or "en" (any other: "en")."""
        indonesian = language == "id"
        where = [self.sheet] if self.sheet else []
        if self.row is not None:
            where.append(f"{'baris' if indonesian else 'row'} {self.row}")
        if self.column:
            where.append(f"{'kolom' if indonesian else 'column'} {self.column}")
        value, expected = self.value, self.expected
        if indonesian and self.code in NUMERIC:
            value, expected = (_DECIMAL_POINT.sub(",", text) for text in (value, expected))
        template = TEMPLATES[self.code][1 if indonesian else 0]
        what = template % {"value": value, "expected": expected}
        return f"{', '.join(where)}: {what}" if where else what


@dataclass(frozen=True, slots=True)
class Fault(Finding):
    """What keeps a workbook out. With one fault nothing of it is written."""


@dataclass(frozen=True, slots=True)
class Notice(Finding):
    """What the user should know; it keeps nothing out."""


_DECIMAL_POINT = re.compile(r"(?<=\d)\.(?=\d)")
NUMERIC = {
    "out_of_scale",
    "off_step",
    "out_of_bounds",
    "negative_weight",
    "bad_maximum",
    "min_not_below_max",
    "bad_step",
    "marks_break_scale",
    "weights_not_100",
    "stage_weights_not_100",
}
"""Codes whose value and expectation are numbers, shown with the decimal sign of the language."""

# code: (English, Indonesian)
TEMPLATES = {
    # the file
    "no_file": ("%(value)s: no such file or folder", "%(value)s: berkas atau folder tidak ada"),
    "empty_file": ("the file %(value)s is empty", "berkas %(value)s kosong"),
    "too_big": (
        "the file %(value)s is larger than %(expected)s",
        "berkas %(value)s lebih besar dari %(expected)s",
    ),
    "zip_bomb": (
        "%(value)s unpacks to more than %(expected)s; it was not opened",
        "isi %(value)s lebih dari %(expected)s setelah dibuka; berkas ditolak",
    ),
    "too_many_parts": (
        "%(value)s is made of more than %(expected)s parts; it was not opened",
        "%(value)s terdiri atas lebih dari %(expected)s bagian; berkas ditolak",
    ),
    "encrypted": (
        "%(value)s is protected by a password; save it without one",
        "%(value)s dilindungi kata sandi; simpan tanpa kata sandi",
    ),
    "old_format": (
        "%(value)s is in an older or binary Excel format; save it as .xlsx",
        "%(value)s memakai format Excel lama atau biner; simpan sebagai .xlsx",
    ),
    "not_a_workbook": (
        "%(value)s is not a workbook; expected %(expected)s",
        "%(value)s bukan buku kerja; seharusnya %(expected)s",
    ),
    "damaged": (
        "%(value)s is damaged and cannot be read (%(expected)s)",
        "%(value)s rusak dan tidak dapat dibaca (%(expected)s)",
    ),
    "not_utf8": (
        "%(value)s is not UTF-8 text; save it as “CSV UTF-8”",
        "%(value)s bukan teks UTF-8; simpan sebagai “CSV UTF-8”",
    ),
    "too_many_cells": (
        "more than %(expected)s cells; remove what stands far below or beside the table",
        "lebih dari %(expected)s sel; hapus isian yang jauh di bawah atau di samping tabel",
    ),
    "no_known_sheet": (
        "%(value)s holds none of the sheets of a competition; expected %(expected)s",
        "%(value)s tidak memuat satu pun lembar lomba; seharusnya %(expected)s",
    ),
    "double_sheet": (
        "a second sheet for %(expected)s; there may be one only",
        "lembar kedua untuk %(expected)s; hanya boleh satu",
    ),
    "refused": ("the database refuses it: %(value)s", "basis data menolaknya: %(value)s"),
    # the shape of a sheet
    "merged": (
        "the cells %(value)s are merged; unmerge them and fill in each one",
        "sel %(value)s digabung; pisahkan dan isi satu per satu",
    ),
    "missing_column": (
        "the column %(expected)s is missing",
        "kolom %(expected)s tidak ada",
    ),
    "missing_header": (
        "the column holds numbers but has no header; expected one of: %(expected)s",
        "kolom ini berisi angka tetapi tidak berjudul; pilih salah satu: %(expected)s",
    ),
    "double_column": (
        "the column %(value)s is there twice",
        "kolom %(value)s ada dua kali",
    ),
    "missing_value": ("must be filled in", "wajib diisi"),
    "duplicate": (
        "%(value)s is already in row %(expected)s",
        "%(value)s sudah ada di baris %(expected)s",
    ),
    "duplicate_sheet": (
        "this judge's sheet for this entry (%(value)s) is already in row %(expected)s",
        "lembar juri ini untuk peserta ini (%(value)s) sudah ada di baris %(expected)s",
    ),
    # one cell
    "formula_error": (
        "the formula gives the error %(value)s",
        "rumus menghasilkan galat %(value)s",
    ),
    "formula_unsaved": (
        "the formula was saved without its result; open and save the file in a spreadsheet",
        "rumus tersimpan tanpa hasil; buka dan simpan ulang berkas di aplikasi lembar kerja",
    ),
    "not_a_number": (
        "“%(value)s” is not a number; expected %(expected)s",
        "“%(value)s” bukan angka; seharusnya %(expected)s",
    ),
    "too_many_decimals": (
        "%(value)s has more than two decimals",
        "%(value)s memiliki lebih dari dua angka desimal",
    ),
    "not_whole": (
        "“%(value)s” is not a whole number",
        "“%(value)s” bukan bilangan bulat",
    ),
    "out_of_bounds": (
        "%(value)s is out of bounds; expected %(expected)s",
        "%(value)s di luar batas; seharusnya %(expected)s",
    ),
    "not_a_date": (
        "“%(value)s” is not a date; expected %(expected)s",
        "“%(value)s” bukan tanggal; seharusnya %(expected)s",
    ),
    "not_a_time": (
        "“%(value)s” is not a time of day; expected %(expected)s",
        "“%(value)s” bukan jam; seharusnya %(expected)s",
    ),
    "not_a_moment": (
        "“%(value)s” is not a date and time; expected %(expected)s",
        "“%(value)s” bukan tanggal dan jam; seharusnya %(expected)s",
    ),
    "not_yes_no": (
        "“%(value)s” is neither yes nor no; expected %(expected)s",
        "“%(value)s” bukan ya atau tidak; seharusnya %(expected)s",
    ),
    "unknown_word": (
        "“%(value)s” is not known here; expected one of: %(expected)s",
        "“%(value)s” tidak dikenal di sini; pilih salah satu: %(expected)s",
    ),
    "not_text": (
        "%(value)s is a date or time, text was expected; format the cell as text",
        "%(value)s berupa tanggal atau jam, seharusnya teks; ubah format sel menjadi teks",
    ),
    "too_long": (
        "the text is longer than %(expected)s characters",
        "teks lebih dari %(expected)s karakter",
    ),
    "control_character": (
        "the text holds a character that cannot be shown (%(value)s)",
        "teks memuat karakter yang tidak dapat ditampilkan (%(value)s)",
    ),
    "unknown_timezone": (
        "“%(value)s” is not a time zone; expected a name such as %(expected)s",
        "“%(value)s” bukan zona waktu; seharusnya nama seperti %(expected)s",
    ),
    "bad_name": (
        "“%(value)s” must not hold any of these signs: %(expected)s",
        "“%(value)s” tidak boleh memuat tanda ini: %(expected)s",
    ),
    # what is referred to
    "unknown_key": (
        "“%(value)s” is no key of this sheet; expected one of: %(expected)s",
        "“%(value)s” bukan kunci lembar ini; pilih salah satu: %(expected)s",
    ),
    "unknown_unit": (
        "the unit “%(value)s” is not known; add it to the sheet %(expected)s",
        "unit “%(value)s” tidak dikenal; tambahkan di lembar %(expected)s",
    ),
    "unknown_stage": (
        "the stage “%(value)s” is not known; expected one of: %(expected)s",
        "tahap “%(value)s” tidak dikenal; pilih salah satu: %(expected)s",
    ),
    "unknown_criterion": (
        "the criterion “%(value)s” is not known; expected one of: %(expected)s",
        "kriteria “%(value)s” tidak dikenal; pilih salah satu: %(expected)s",
    ),
    "unknown_judge": (
        "the judge “%(value)s” is not known; add the judge to the sheet %(expected)s",
        "juri “%(value)s” tidak dikenal; tambahkan di lembar %(expected)s",
    ),
    "unknown_entry": (
        "the entry “%(value)s” is not known; add it to the sheet %(expected)s",
        "peserta “%(value)s” tidak dikenal; tambahkan di lembar %(expected)s",
    ),
    "unknown_competition": (
        "no competition “%(value)s”; there are: %(expected)s",
        "tidak ada lomba “%(value)s”; yang ada: %(expected)s",
    ),
    "no_competition": (
        "there is no competition yet; fill in the sheet %(expected)s",
        "belum ada lomba; isi lembar %(expected)s",
    ),
    "other_competition": (
        "the workbook is of “%(value)s”, but “%(expected)s” was chosen",
        "buku kerja ini milik “%(value)s”, padahal yang dipilih “%(expected)s”",
    ),
    # the rules
    "negative_weight": ("the weight %(value)s is below zero", "bobot %(value)s kurang dari nol"),
    "bad_maximum": (
        "the maximum %(value)s is not above zero",
        "nilai maksimum %(value)s tidak lebih dari nol",
    ),
    "min_not_below_max": (
        "the minimum %(value)s is not below the maximum %(expected)s",
        "nilai minimum %(value)s tidak di bawah nilai maksimum %(expected)s",
    ),
    "bad_step": ("the step %(value)s is not above zero", "langkah %(value)s tidak lebih dari nol"),
    "marks_break_scale": (
        "a mark %(value)s is already entered that the new scale %(expected)s does not allow",
        "sudah ada nilai %(value)s yang tidak diizinkan skala baru %(expected)s",
    ),
    "position_taken": (
        "the position %(value)s is already that of the stage “%(expected)s”",
        "urutan %(value)s sudah dipakai tahap “%(expected)s”",
    ),
    "code_taken": (
        "the criterion “%(value)s” is already one of the stage “%(expected)s”; "
        "codes must differ in the whole competition",
        "kriteria “%(value)s” sudah ada di tahap “%(expected)s”; "
        "kode harus berbeda di seluruh lomba",
    ),
    "judge_has_marks": (
        "the judge “%(value)s” already has marks in the stage “%(expected)s” "
        "and cannot be taken off it",
        "juri “%(value)s” sudah memberi nilai di tahap “%(expected)s” "
        "sehingga tidak dapat dikeluarkan dari tahap itu",
    ),
    "entry_has_marks": (
        "the entry %(value)s already has marks in the stage “%(expected)s” "
        "and cannot be taken out of it",
        "peserta %(value)s sudah dinilai di tahap “%(expected)s” "
        "sehingga tidak dapat dikeluarkan dari tahap itu",
    ),
    "use_schedule": (
        "the entry takes part in several stages; give this in the sheet %(expected)s",
        "peserta mengikuti beberapa tahap; isikan di lembar %(expected)s",
    ),
    "in_no_stage": (
        "the entry takes part in no stage, so it has no place in one",
        "peserta tidak mengikuti tahap apa pun sehingga tidak punya urutan",
    ),
    "out_of_scale": (
        "the score %(value)s is out of the scale %(expected)s",
        "nilai %(value)s di luar skala %(expected)s",
    ),
    "off_step": (
        "the score %(value)s does not fit the step; expected %(expected)s",
        "nilai %(value)s tidak sesuai langkah; seharusnya %(expected)s",
    ),
    "not_on_panel": (
        "the judge “%(value)s” does not judge the stage “%(expected)s”",
        "juri “%(value)s” tidak menilai tahap “%(expected)s”",
    ),
    "not_in_stage": (
        "the entry %(value)s does not take part in the stage “%(expected)s”",
        "peserta %(value)s tidak mengikuti tahap “%(expected)s”",
    ),
    "recused": (
        "the judge “%(value)s” does not judge the entry %(expected)s (sheet Berhalangan)",
        "juri “%(value)s” berhalangan menilai peserta %(expected)s (lembar Berhalangan)",
    ),
    "sheet_locked": (
        "%(value)s would change a confirmed sheet (there now: %(expected)s); reopen it first",
        "%(value)s akan mengubah lembar yang sudah dikonfirmasi (isi sekarang: %(expected)s); "
        "buka kuncinya dahulu",
    ),
    # notices
    "unknown_sheet": (
        "a sheet that is not known; it was passed over",
        "lembar ini tidak dikenal dan dilewati",
    ),
    "unknown_column": (
        "a column that is not known; it was passed over",
        "kolom ini tidak dikenal dan dilewati",
    ),
    "weights_not_100": (
        "the weights of the stage “%(value)s” come to %(expected)s, not to 100",
        "jumlah bobot tahap “%(value)s” adalah %(expected)s, bukan 100",
    ),
    "stage_weights_not_100": (
        "the weights of the stages come to %(expected)s, not to 100",
        "jumlah bobot semua tahap adalah %(expected)s, bukan 100",
    ),
    "too_few_to_trim": (
        "the stage “%(value)s” has too few judges to trim; expected at least %(expected)s",
        "juri tahap “%(value)s” terlalu sedikit untuk dipangkas; seharusnya minimal %(expected)s",
    ),
}
