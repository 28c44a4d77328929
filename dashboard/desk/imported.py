"""How an import is recorded: the file itself, and each setting that it changed."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from itertools import groupby

from dashboard.desk.door import Desk
from db.commands import lock_competition
from db.models import ChangeKind
from db.workbook import Difference, Report

SETTINGS = {
    "Lomba": ChangeKind.COMPETITION,
    "Tahap": ChangeKind.STAGE,
    "Kriteria": ChangeKind.CRITERION,
    "Juri": ChangeKind.JUDGE,
    "Berhalangan": ChangeKind.RECUSAL,
}
"""Sheets whose changes are few and matter one by one; of the others the counts are kept."""


def record_import(desk: Desk, report: Report, name: str, sha256: str, reason: str) -> None:
    """Write down, in the desk's transaction, that a file was imported and what it changed."""
    assert report.competition_id is not None  # it was imported
    home = lock_competition(desk.session, report.competition_id)
    at_home = replace(desk, competition=home)
    at_home.record(
        ChangeKind.IMPORT,
        {"file": name, "sha256": sha256},
        after={
            sheet: {kind: count for kind, count in asdict(counts).items() if count}
            for sheet, counts in report.counts.items()
        },
        reason=reason,
    )
    for sheet, kind in SETTINGS.items():
        found = [one for one in report.differences if one.sheet == sheet]
        for subject, fields in groupby(found, key=lambda one: one.subject):
            _record(at_home, kind, dict(subject), list(fields), reason)


def _record(
    desk: Desk, kind: ChangeKind, subject: dict[str, object], fields: Iterable[Difference],
    reason: str,
) -> None:  # fmt: skip
    for is_phase, group in groupby(fields, key=lambda one: one.field == "phase"):
        some = list(group)
        desk.record(
            ChangeKind.PHASE if is_phase else kind,
            subject,
            before={one.field: one.before for one in some},
            after={one.field: one.after for one in some},
            reason=reason,
        )
