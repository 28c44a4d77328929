"""What the triggers keep and refuse, in the words that both engines share."""

from typing import Final

from sqlmodel import SQLModel

from db import models

KEY: Final = ("submission_id", "judge_id", "criterion_id")

# Which competitions a change touches: the column that tells, and how. `{changed}` stands for the
# values of that column in the changed rows, old and new.
STRUCTURE: Final = {
    "unit": (
        "id",
        "SELECT competition_id FROM eligible_unit WHERE unit_id IN ({changed})"
        " UNION SELECT competition_id FROM submission WHERE unit_id IN ({changed})",
    ),
    "eligible_unit": ("competition_id", "{changed}"),
    "stage": ("competition_id", "{changed}"),
    "judge": ("competition_id", "{changed}"),
    "submission": ("competition_id", "{changed}"),
    "snapshot": ("competition_id", "{changed}"),
    "criterion": ("stage_id", "SELECT competition_id FROM stage WHERE id IN ({changed})"),
    "panel": ("stage_id", "SELECT competition_id FROM stage WHERE id IN ({changed})"),
    "stage_entry": ("stage_id", "SELECT competition_id FROM stage WHERE id IN ({changed})"),
    "sheet": ("stage_id", "SELECT competition_id FROM stage WHERE id IN ({changed})"),
    "recusal": ("judge_id", "SELECT competition_id FROM judge WHERE id IN ({changed})"),
}
SETTINGS: Final = tuple(
    column.name
    for column in SQLModel.metadata.tables[str(models.Competition.__tablename__)].columns
    if column.name not in ("id", "revision", "structure_revision")
)

# What never changes once it is written, because the ledger speaks of it.
FIXED: Final = {
    "score": (
        KEY,
        "the submission, judge and criterion of a mark cannot be changed: "
        "delete the mark and insert another",
    ),
    "competition": (("id",), "the id of a competition cannot be changed"),
    "stage": (("id", "competition_id"), "a stage cannot change its id or its competition"),
    "criterion": (("id", "stage_id"), "a criterion cannot change its id or its stage"),
    "judge": (("id", "competition_id"), "a judge cannot change id or competition"),
    "submission": (
        ("id", "competition_id"),
        "a submission cannot change its id or its competition",
    ),
}
BACKWARDS: Final = "the revision of a competition never goes back"
LEDGER_KEPT: Final = "the ledger is never changed"
RECORD_KEPT: Final = "the record of changes is never changed"
LEDGER_OWN: Final = "the ledger is written by the database alone: change the score instead"

LOCKED: Final = """
  'the sheet of judge ' || judge.code || ' for submission ' || submission.number
  || ' in stage ' || stage.name || ' is confirmed and locked'"""
WITH_STRUCTURE: Final = """
  LEFT JOIN criterion ON criterion.id = mark.criterion_id
  LEFT JOIN stage ON stage.id = criterion.stage_id
  LEFT JOIN judge ON judge.id = mark.judge_id
  LEFT JOIN submission ON submission.id = mark.submission_id
  LEFT JOIN sheet ON sheet.stage_id = criterion.stage_id AND sheet.judge_id = mark.judge_id
    AND sheet.submission_id = mark.submission_id"""
# One row per mark; `fault` says in plain English why nobody could have given it, or is null.
GIVEN: Final = f"""
  SELECT mark.submission_id, mark.judge_id, mark.criterion_id, CASE
    WHEN criterion.id IS NULL THEN 'there is no criterion with the id ' || mark.criterion_id
    WHEN judge.id IS NULL THEN 'there is no judge with the id ' || mark.judge_id
    WHEN submission.id IS NULL THEN 'there is no submission with the id ' || mark.submission_id
    WHEN judge.competition_id <> stage.competition_id
      OR submission.competition_id <> stage.competition_id
    THEN 'criterion ' || criterion.code || ', judge ' || judge.code || ' and submission '
      || submission.number || ' belong to different competitions'
    WHEN stage_entry.stage_id IS NULL
    THEN 'submission ' || submission.number || ' is not entered in stage ' || stage.name
      || ', to which criterion ' || criterion.code || ' belongs'
    WHEN panel.stage_id IS NULL
    THEN 'judge ' || judge.code || ' is not on the panel of stage ' || stage.name
      || ', to which criterion ' || criterion.code || ' belongs'
    WHEN recusal.judge_id IS NOT NULL
    THEN 'judge ' || judge.code || ' is recused from submission ' || submission.number
    WHEN sheet.confirmed_at IS NOT NULL THEN {LOCKED}
    WHEN mark.value < criterion.minimum OR mark.value > criterion.maximum
    THEN 'the mark ' || {{value}} || ' is outside the scale ' || {{minimum}} || ' to '
      || {{maximum}} || ' of criterion ' || criterion.code
    WHEN (round(mark.value * 100) - round(criterion.minimum * 100)) % round(criterion.step * 100)
      <> 0
    THEN 'the mark ' || {{value}} || ' is not on the scale of criterion ' || criterion.code
      || ', which goes from ' || {{minimum}} || ' to ' || {{maximum}} || ' in steps of '
      || {{step}}
  END AS fault
  FROM {{marks}} AS mark {WITH_STRUCTURE}
  LEFT JOIN stage_entry ON stage_entry.stage_id = criterion.stage_id
    AND stage_entry.submission_id = mark.submission_id
  LEFT JOIN panel ON panel.stage_id = criterion.stage_id AND panel.judge_id = mark.judge_id
  LEFT JOIN recusal ON recusal.judge_id = mark.judge_id
    AND recusal.submission_id = mark.submission_id"""
TAKEN_BACK: Final = f"""
  SELECT mark.submission_id, mark.judge_id, mark.criterion_id,
    CASE WHEN sheet.confirmed_at IS NOT NULL THEN {LOCKED} END AS fault
  FROM {{marks}} AS mark {WITH_STRUCTURE}"""
