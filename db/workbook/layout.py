"""The sheets of a workbook: their columns, headers, aliases, allowed words and keys.

Headers, sheet names and words are compared without case, underscores and hyphens (`fold`), codes
and names without case (`same`). Where the tables hold more than a plain sheet says, the shape is:

- `SKPD` lists who is expected to take part; `sasaran` = tidak keeps a unit that only enters.
- `Peserta` has two states, because the tables do: `status` is the committee's (terdaftar …),
  `tampil` the stage's (menunggu …). `urutan`, `jam` and `tampil` stand there while an entry is in
  one stage; of an entry in several, `Jadwal` has one row for each stage.
- `Lembar` holds what a judge's sheet has beside its marks: remarks and the moment of confirming.
- A list in one cell (`tahap`) is parted by semicolons; blank is all, "tidak ada" is none.
"""

from dataclasses import dataclass
from enum import StrEnum

from db.workbook.words import (
    ENTRY_STATES,
    LEVELS,
    METHODS,
    PHASES,
    ROUNDING_MODES,
    ROUNDINGS,
    SUBMISSION_STATES,
    Words,
    fold,
)

DEFAULT_STAGE = "Penilaian"
"""The stage that a workbook without stages gets."""
GUIDE = "Petunjuk"


class Kind(StrEnum):
    """What a cell holds, and so what becomes of it in Python."""

    TEXT = "text"  # str
    NUMBER = "number"  # int, hundredths
    WHOLE = "whole"  # int
    FLAG = "flag"  # bool
    DAY = "day"  # date
    CLOCK = "clock"  # time
    MOMENT = "moment"  # datetime, or True for "now"
    WORD = "word"  # a member of the enum of `words`
    NAMES = "names"  # tuple[str, ...]; () for none


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet, or a key of `Lomba`. `field` is the attribute of its row in `state`."""

    header: str
    field: str
    kind: Kind = Kind.TEXT
    aliases: tuple[str, ...] = ()
    hint: str = ""
    words: Words | None = None
    bounds: tuple[int, int] | None = None  # of a whole number, both allowed
    required: bool = False  # of a new row
    width: int = 14

    @property
    def names(self) -> tuple[str, ...]:
        """Every header that means this column."""
        return (self.header, self.field, *self.aliases)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the workbook. `key`: the fields that tell its rows apart; they must be there."""

    name: str
    aliases: tuple[str, ...]
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    def column(self, field: str) -> Column:
        """The column of a field."""
        return next(column for column in self.columns if column.field == field)


MANY = (1, 2_000_000_000)
STAGE = Column("tahap", "stage", hint="Nama tahap; boleh kosong bila tahapnya satu", width=18)
STAGES = Column(
    "tahap",
    "stages",
    Kind.NAMES,
    ("stage",),
    "Nama tahap yang diikuti, dipisah titik koma; kosong = semua tahap; “tidak ada” = tanpa tahap",
    width=24,
)
ENTRY = Column("peserta", "number", Kind.WHOLE, ("entry", "nomor"), "Nomor peserta", bounds=MANY)
JUDGE = Column("juri", "judge", hint="Kode juri")
SLOT = (
    Column("urutan", "running_order", Kind.WHOLE, ("order",), "Nomor urut tampil", bounds=MANY),
    Column("jam", "slot_time", Kind.CLOCK, ("time",), "Jam tampil, misalnya 09:30"),
    Column("tampil", "slot_status", Kind.WORD, ("stage status",), "Keadaan di tahap", ENTRY_STATES),
)
POSITION = Column("urutan", "position", Kind.WHOLE, ("order",), "Urutan tampilan", bounds=MANY)

LOMBA = Sheet(
    "Lomba",
    ("competition",),
    (
        Column("kunci", "key", aliases=("kata kunci",), hint="Nama isian", width=22),
        Column("nilai", "value", hint="Isinya", width=44),
    ),
    ("key",),
)
LOMBA_KEYS = (
    Column("nama", "name", hint="Nama lomba", required=True),
    Column("edisi", "edition", hint="Edisi, misalnya 2018; nama dan edisi menandai satu lomba"),
    Column("penyelenggara", "organiser", aliases=("organizer",), hint="Penyelenggara"),
    Column("tempat", "venue", hint="Tempat"),
    Column("tanggal", "held_on", Kind.DAY, ("date",), "Tanggal, misalnya 2018-11-27"),
    Column("zona_waktu", "timezone", hint="Zona waktu, misalnya Asia/Jakarta"),
    Column("istilah_unit", "unit_term", hint="Sebutan unit: SKPD, OPD, …"),
    Column(
        "target_partisipasi",
        "participation_target",
        Kind.WHOLE,
        ("target",),
        "Target keikutsertaan dalam persen",
        bounds=(0, 100),
    ),
    Column("metode", "method", Kind.WORD, hint="Cara menggabungkan nilai juri", words=METHODS),
    Column("tingkat", "level", Kind.WORD, hint="Yang digabungkan antarjuri", words=LEVELS),
    Column(
        "pangkas",
        "trim",
        Kind.WHOLE,
        hint="Banyaknya nilai tertinggi dan terendah yang dipangkas",
        bounds=(0, 1000),
    ),
    Column("pembulatan", "rounding", Kind.WORD, hint="Letak pembulatan", words=ROUNDINGS),
    Column("cara_bulat", "rounding_mode", Kind.WORD, hint="Cara membulatkan", words=ROUNDING_MODES),
    Column("desimal", "decimals", Kind.WHOLE, hint="Angka di belakang koma", bounds=(0, 6)),
    Column(
        "penentu_seri",
        "tie_break",
        hint="Kode kriteria penentu bila seri, berurutan dan dipisah koma; "
        "criteria = menurut urutan kriteria; none = tanpa penentu",
    ),
    Column("fase", "phase", Kind.WORD, hint="Fase lomba", words=PHASES),
    Column("contoh", "is_sample", Kind.FLAG, ("sample",), "ya bila seluruhnya data contoh"),
)
SKPD = Sheet(
    "SKPD",
    ("unit", "units", "OPD"),
    (
        Column("kode", "code", hint="Kode unit, tidak boleh kembar"),
        Column("nama", "name", hint="Nama lengkap", required=True, width=44),
        Column("nama_singkat", "short_name", aliases=("singkatan",), hint="Nama singkat", width=18),
        Column("jenis", "kind", hint="Jenis: dinas, badan, kecamatan, …"),
        Column("sasaran", "eligible", Kind.FLAG, hint="ya (atau kosong) bila diharapkan ikut"),
    ),
    ("code",),
)
TAHAP = Sheet(
    "Tahap",
    ("stage", "stages"),
    (
        POSITION,
        Column("nama", "name", hint="Nama tahap, tidak boleh kembar", width=24),
        Column(
            "bobot", "weight", Kind.NUMBER, hint="Bobot dalam hasil akhir; kosong = tidak dijumlah"
        ),
    ),
    ("name",),
)
KRITERIA = Sheet(
    "Kriteria",
    ("criterion", "criteria"),
    (
        STAGE,
        POSITION,
        Column("kode", "code", hint="Kode kriteria, menjadi nama kolom di lembar Nilai"),
        Column("nama", "name", hint="Nama kriteria", required=True, width=34),
        Column("bobot", "weight", Kind.NUMBER, hint="Bobot", required=True),
        Column("min", "minimum", Kind.NUMBER, ("minimal",), "Nilai terendah; kosong = 0"),
        Column("maks", "maximum", Kind.NUMBER, ("max", "maksimal"), "Nilai tertinggi; kosong=100"),
        Column("langkah", "step", Kind.NUMBER, hint="Kelipatan nilai; kosong = 0,01"),
        Column("keterangan", "description", hint="Keterangan", width=44),
    ),
    ("code",),
)
JURI = Sheet(
    "Juri",
    ("judge", "judges"),
    (
        Column("kode", "code", hint="Kode juri, tidak boleh kembar"),
        Column("nama", "name", hint="Nama juri", required=True, width=34),
        Column("instansi", "institution", hint="Asal instansi", width=34),
        STAGES,
    ),
    ("code",),
)
PESERTA = Sheet(
    "Peserta",
    ("entry", "entries", "submission", "submissions"),
    (
        Column("nomor", "number", Kind.WHOLE, ("no", "nomer"), "Nomor peserta", bounds=MANY),
        Column("skpd", "unit", aliases=("opd",), hint="Kode unit di lembar SKPD", required=True),
        Column("judul", "title", hint="Judul inovasi", required=True, width=44),
        Column("ringkasan", "summary", hint="Ringkasan", width=44),
        Column("kategori", "category", hint="Kategori"),
        Column("digital", "is_digital", Kind.FLAG, hint="ya/tidak"),
        Column("inklusif", "is_inclusive", Kind.FLAG, ("inclusive",), "ya/tidak"),
        Column(
            "didaftarkan",
            "registered_at",
            Kind.MOMENT,
            hint="Saat pendaftaran, misalnya 2018-11-01 09:15",
            width=22,
        ),
        Column("status", "status", Kind.WORD, hint="Status peserta", words=SUBMISSION_STATES),
        STAGES,
        *SLOT,
    ),
    ("number",),
)
JADWAL = Sheet("Jadwal", ("schedule",), (STAGE, ENTRY, *SLOT), ("stage", "number"))
BERHALANGAN = Sheet(
    "Berhalangan",
    ("recusal", "recusals"),
    (JUDGE, ENTRY, Column("alasan", "reason", hint="Alasan", width=44)),
    ("judge", "number"),
)
NILAI = Sheet(
    "Nilai",
    ("score", "scores"),
    (
        STAGE,
        ENTRY,
        JUDGE,
        Column("kriteria", "criterion", hint="Kode kriteria (bentuk panjang)"),
        Column("nilai", "value", Kind.NUMBER, ("score",), "Nilai; kosong = belum dinilai"),
    ),
    ("number", "judge"),
)
LEMBAR = Sheet(
    "Lembar",
    ("sheet", "sheets"),
    (
        STAGE,
        ENTRY,
        JUDGE,
        Column("catatan", "remarks", hint="Catatan juri", width=44),
        Column(
            "dikonfirmasi",
            "confirmed_at",
            Kind.MOMENT,
            ("confirmed",),
            "Saat dikonfirmasi, atau ya; lembar yang dikonfirmasi terkunci",
            width=22,
        ),
    ),
    ("stage", "number", "judge"),
)
SHEETS = (
    LOMBA,
    SKPD,
    TAHAP,
    KRITERIA,
    JURI,
    PESERTA,
    JADWAL,
    BERHALANGAN,
    NILAI,
    LEMBAR,
)
BY_NAME = {fold(name): sheet for sheet in SHEETS for name in (sheet.name, *sheet.aliases)}
SUMMARY_HEADERS = frozenset(
    map(
        fold,
        ("no", "total", "jumlah", "nilai akhir", "rata-rata", "rerata", "average", "peringkat"),
    )
)
"""Columns of numbers people add to `Nilai` for themselves, never taken for a lost criterion."""
