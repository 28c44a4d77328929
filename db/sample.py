"""The sample: a contest of the shape of the real day, with invented marks.

Pekalongan's contest of 27 November 2018 had 12 registered entries, 11 of them presented, and was
"only 30 %" of about 40 units. No marks were ever published, so these are made up, and unit names
are generic.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine, func, inspect, select
from sqlalchemy.orm import Session
from sqlmodel import col

from db.commands import confirm_sheet, record_scores
from db.engine import is_embedded, migrate, writing
from db.models import (
    Competition,
    Criterion,
    EligibleUnit,
    EntryStatus,
    Judge,
    Panel,
    Phase,
    Stage,
    StageEntry,
    Submission,
    SubmissionStatus,
    Unit,
)

NAME, EDITION = "Lomba Inovasi Pelayanan Publik antar SKPD", "2018"

UNITS = {
    "Dinas": (
        "Dinas Kesehatan", "Dinas Pendidikan", "Dinas Komunikasi dan Informatika",
        "Dinas Kependudukan dan Pencatatan Sipil", "Dinas Penanaman Modal dan Pelayanan Terpadu",
        "Dinas Perhubungan", "Dinas Lingkungan Hidup", "Dinas Pekerjaan Umum dan Penataan Ruang",
        "Dinas Perumahan dan Kawasan Permukiman", "Dinas Sosial",
        "Dinas Perdagangan, Koperasi dan UKM", "Dinas Perindustrian dan Tenaga Kerja",
        "Dinas Pertanian dan Pangan", "Dinas Kelautan dan Perikanan",
        "Dinas Pariwisata dan Kebudayaan", "Dinas Kepemudaan dan Olahraga",
        "Dinas Arsip dan Perpustakaan", "Dinas Pemberdayaan Masyarakat dan Perempuan",
    ),
    "Badan": (
        "Badan Perencanaan Pembangunan", "Badan Kepegawaian", "Badan Keuangan",
        "Badan Penanggulangan Bencana", "Badan Kesatuan Bangsa dan Politik",
    ),
    "Kecamatan": (
        "Kecamatan Barat", "Kecamatan Timur", "Kecamatan Utara", "Kecamatan Selatan",
    ),
    "Sekretariat": (
        "Bagian Organisasi", "Bagian Hukum", "Bagian Umum", "Bagian Kesejahteraan Rakyat",
        "Bagian Perekonomian", "Bagian Pemerintahan", "Bagian Pengadaan",
        "Bagian Hubungan Masyarakat",
        "Sekretariat DPRD",
    ),
    "Lainnya": (
        "Inspektorat", "RSUD Kota", "Satuan Polisi Pamong Praja", "UPTD Laboratorium Kesehatan",
    ),
}  # fmt: skip

CRITERIA = (
    ("K1", "Manfaat bagi publik", 20, "Nilai guna yang dirasakan masyarakat dari inovasi."),
    ("K2", "Akses pelayanan", 20, "Sejauh mana inovasi mendekatkan dan memudahkan pelayanan."),
    ("K3", "Aplikatif", 15, "Dapat dijalankan dengan sumber daya yang ada."),
    ("K4", "Inklusif", 15, "Mengangkat kelompok rentan, termasuk penyandang disabilitas."),
    ("K5", "Potensi pengembangan", 30, "Peluang dikembangkan dan diterapkan lebih luas."),
)
"""What the organisers said they look for; they published no weights, so these are invented."""

JUDGES = (
    ("J1", "Juri 1", "Perguruan tinggi"),
    ("J2", "Juri 2", "Pemerintah provinsi"),
    ("J3", "Juri 3", "Lembaga swadaya masyarakat"),
    ("J4", "Juri 4", "Media"),
    ("J5", "Juri 5", "Tokoh masyarakat"),
)

ENTRIES = (
    # unit, title, category, digital, inclusive
    ("RSUD Kota", "Apotek Antar", "Kesehatan", True, True),
    ("Dinas Pendidikan", "Sekolah Siaga Banjir", "Pendidikan", False, True),
    ("Kecamatan Utara", "Warung Aduan", "Pemerintahan", True, False),
    ("Dinas Kesehatan", "Antrean Ramah Difabel", "Kesehatan", True, True),
    ("Dinas Lingkungan Hidup", "Bank Sampah Digital", "Lingkungan", True, False),
    ("Satuan Polisi Pamong Praja", "Patroli Sapa Warga", "Pemerintahan", False, False),
    ("Dinas Kependudukan dan Pencatatan Sipil", "Akta Sekali Datang", "Pemerintahan", True, True),
    ("Dinas Arsip dan Perpustakaan", "Perpustakaan Keliling Malam", "Pendidikan", False, True),
    ("Dinas Sosial", "Rumah Singgah Terpadu", "Sosial", False, True),
    ("Dinas Perhubungan", "Parkir Tanpa Tunai", "Transportasi", True, False),
    ("Kecamatan Selatan", "Jemput KTP Lansia", "Pemerintahan", False, True),
    ("Dinas Komunikasi dan Informatika", "Satu Pintu Layanan Daring", "Pemerintahan", True, False),
)
ABSENT = "Dinas Sosial"

QUALITY = (86, 88, 80, 88.5, 83, 78, 87, 82, 0, 84, 81, 85.5)
"""About what each entry is worth to the invented judges, entry by entry."""

TWIN = ("Dinas Arsip dan Perpustakaan", "Dinas Perhubungan")
"""Two entries with the same marks from other judges: a tie that nothing can settle."""
SWAPPED = ("Kecamatan Utara", "Kecamatan Selatan")
"""Two entries that change places on two criteria of equal weight: a tie that the first settles."""


def prepare(engine: Engine) -> None:
    """Bring the tables up to date; a new embedded database, which nobody chose, gets the sample."""
    is_new = is_embedded(engine) and not inspect(engine).has_table("competition")
    migrate(engine)
    if is_new:
        with writing(engine) as session:
            # Of several processes that start at once, the first one loads it.
            if not session.scalar(select(func.count()).select_from(Competition)):
                load(session)


def load(session: Session) -> int:
    """Write the whole sample, judged and all but the last sheets locked; the competition's id."""
    competition = Competition(
        name=NAME,
        edition=EDITION,
        organiser="Dewan Pengurus Korpri Kota Pekalongan",
        venue="BLC Dinkominfo",
        held_on=date(2018, 11, 27),
        phase=Phase.JUDGING,
        is_sample=True,
    )
    session.add(competition)
    session.flush()
    key = identity(competition.id)
    units = write_units(session)
    session.add_all(EligibleUnit(competition_id=key, unit_id=unit) for unit in units.values())
    stage = Stage(competition_id=key, position=1, name="Presentasi")
    judges = [
        Judge(competition_id=key, code=code, name=name, institution=institution)
        for code, name, institution in JUDGES
    ]
    session.add_all([stage, *judges])
    session.flush()
    stage_id = identity(stage.id)
    criteria = [
        Criterion(
            stage_id=stage_id, position=position, code=code, name=name, description=description,
            weight=weight * 100, step=50,
        )
        for position, (code, name, weight, description) in enumerate(CRITERIA, 1)
    ]  # fmt: skip
    submissions = [
        Submission(
            competition_id=key, number=number, unit_id=units[unit], title=title, category=category,
            is_digital=digital, is_inclusive=inclusive, status=SubmissionStatus.VERIFIED,
            registered_at=datetime(2018, 11, 5, 2, tzinfo=UTC) + timedelta(days=number),
        )
        for number, (unit, title, category, digital, inclusive) in enumerate(ENTRIES, 1)
    ]  # fmt: skip
    session.add_all([*criteria, *submissions])
    session.flush()
    session.add_all(Panel(stage_id=stage_id, judge_id=identity(judge.id)) for judge in judges)
    session.add_all(
        StageEntry(
            stage_id=stage_id,
            submission_id=identity(submission.id),
            running_order=order,
            slot_time=(datetime(2018, 11, 27, 8, 30) + timedelta(minutes=20 * (order - 1))).time(),  # noqa: DTZ001 (a time of day)
            status=EntryStatus.ABSENT if ENTRIES[order - 1][0] == ABSENT else EntryStatus.PRESENTED,
        )
        for order, submission in enumerate(submissions, 1)
    )
    session.flush()
    for submission, sheets in zip(submissions, marks(), strict=True):
        for judge, sheet in zip(judges, sheets, strict=False):
            record_scores(
                session,
                [
                    (identity(submission.id), identity(judge.id), identity(criterion.id), value)
                    for criterion, value in zip(criteria, sheet, strict=True)
                ],
                actor=judge.name,
            )
            if submission is not submissions[-1]:
                confirm_sheet(
                    session,
                    stage_id=stage_id,
                    submission_id=identity(submission.id),
                    judge_id=identity(judge.id),
                    at=datetime.now(UTC),
                )
    return key


def write_units(session: Session) -> dict[str, int]:
    """All units of the sample by name, those that exist already taken as they are."""
    numbered = [(kind, name) for kind, names in UNITS.items() for name in names]
    ids = {}
    for number, (kind, name) in enumerate(numbered, 1):
        code = f"CONTOH-{number:02}"
        unit = session.scalars(select(Unit).where(col(Unit.code) == code)).first()
        if unit is None:
            unit = Unit(code=code, name=name, kind=kind)
            session.add(unit)
            session.flush()
        ids[name] = identity(unit.id)
    return ids


def marks() -> list[list[list[int]]]:
    """The invented marks in hundredths, `[entry][judge][criterion]`; none for the absent entry."""
    chance = random.Random(20181127)
    severity = [chance.gauss(0, 1.2) for _ in JUDGES]
    units = [unit for unit, *_ in ENTRIES]
    invented = [
        [] if unit == ABSENT else list(sheets(chance, quality, severity))
        for unit, quality in zip(units, QUALITY, strict=True)
    ]
    original, copy = map(units.index, TWIN)
    invented[copy] = invented[original][1:] + invented[original][:1]
    original, copy = map(units.index, SWAPPED)
    invented[copy] = [[second, first, *rest] for first, second, *rest in invented[original]]
    return invented


def sheets(chance: random.Random, quality: float, severity: list[float]) -> Iterator[list[int]]:
    """One sheet per judge for an entry, in steps of half a point."""
    strengths = [chance.gauss(0, 2) for _ in CRITERIA]
    for bias in severity:
        yield [
            round(min(100, max(50, quality + strength + bias + chance.gauss(0, 1.5))) * 2) * 50
            for strength in strengths
        ]


def identity(key: int | None) -> int:
    """The key of a row that the database has."""
    assert key is not None
    return key
