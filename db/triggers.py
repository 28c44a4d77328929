"""The triggers that keep the ledger, whoever writes: one description, the SQL of two engines.

Every change of a score bumps `competition.revision` and writes one row of `score_event`; every
change of the structure bumps `revision` and sets `structure_revision` to it; a mark that nobody
could have given is refused. On PostgreSQL statement-level triggers also lock the competition until
commit, so that revisions commit in order, and notify the channel `pantau`.
"""

from typing import Final

from sqlalchemy import Connection
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


def install(connection: Connection) -> None:
    """Put all triggers in place, instead of those that an earlier version left."""
    sqlite = connection.dialect.name == "sqlite"
    for statement in _sqlite_old(connection) if sqlite else _POSTGRES_OLD:
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
    for statement in _sqlite() if sqlite else _postgres():
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


# --- SQLite: row by row ---------------------------------------------------------------------------


def _sqlite_old(connection: Connection) -> list[str]:
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'pantau_%'"
    ).scalars()
    return [f"DROP TRIGGER {name}" for name in names]


def _sqlite() -> list[str]:
    statements = []

    def trigger(name: str, event: str, body: str) -> None:
        statements.append(f"CREATE TRIGGER pantau_{name} {event} BEGIN {body}; END")

    def refuse(name: str, event: str, message: str) -> None:
        trigger(name, event, f"SELECT RAISE(ABORT, '{message}')")

    for table, (column, template) in STRUCTURE.items():
        for event, changed in {
            "INSERT": f"NEW.{column}",
            "UPDATE": f"NEW.{column}, OLD.{column}",
            "DELETE": f"OLD.{column}",
        }.items():
            touched = template.format(changed=changed)
            trigger(
                f"{table}_{event.lower()}",
                f"AFTER {event} ON {table}",
                "UPDATE competition SET revision = revision + 1, structure_revision = revision + 1"
                f" WHERE id IN ({touched})",
            )
    trigger(
        "competition_update",
        f"AFTER UPDATE OF {', '.join(SETTINGS)} ON competition",
        "UPDATE competition SET revision = revision + 1, structure_revision = revision + 1"
        " WHERE id = NEW.id",
    )
    for table, (columns, message) in FIXED.items():
        differs = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns)
        refuse(
            f"{table}_fixed",
            f"BEFORE UPDATE OF {', '.join(columns)} ON {table} WHEN {differs}",
            message,
        )
    refuse(
        "competition_backwards",
        "BEFORE UPDATE OF revision, structure_revision ON competition WHEN"
        " NEW.revision < OLD.revision OR NEW.structure_revision < OLD.structure_revision",
        BACKWARDS,
    )

    # INSERT OR REPLACE fires no delete trigger: what was there before, only the ledger knows.
    trigger("score_insert", "AFTER INSERT ON score", _sqlite_recorded("NEW", "NEW.value", GIVEN))
    trigger(
        "score_update",
        "AFTER UPDATE OF value ON score WHEN NEW.value IS NOT OLD.value",
        _sqlite_recorded("NEW", "NEW.value", GIVEN) + ";"
        f"UPDATE score SET updated_at = {_SQLITE_NOW}"
        f" WHERE {_sqlite_key('score', 'NEW')} AND NEW.updated_at IS OLD.updated_at",
    )
    trigger("score_delete", "AFTER DELETE ON score", _sqlite_recorded("OLD", "NULL", TAKEN_BACK))

    refuse("event_update", "BEFORE UPDATE ON score_event", LEDGER_KEPT)
    refuse(
        "event_delete",
        "BEFORE DELETE ON score_event"
        " WHEN EXISTS (SELECT 1 FROM competition WHERE id = OLD.competition_id)",
        LEDGER_KEPT,
    )
    # Only a change that the ledger does not know yet can be written to it.
    refuse(
        "event_insert",
        "BEFORE INSERT ON score_event WHEN NEW.revision IS NOT"
        " (SELECT revision + 1 FROM competition WHERE id = NEW.competition_id)"
        " OR NEW.new_value IS NOT"
        f" (SELECT value FROM score WHERE {_sqlite_key('score', 'NEW')})"
        f" OR NEW.new_value IS {_sqlite_last('NEW')}",
        LEDGER_OWN,
    )
    return statements


_SQLITE_NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now')"


def _sqlite_key(table: str, row: str) -> str:
    return " AND ".join(f"{table}.{column} = {row}.{column}" for column in KEY)


def _sqlite_last(row: str) -> str:
    return (
        f"(SELECT new_value FROM score_event WHERE {_sqlite_key('score_event', row)}"
        " ORDER BY revision DESC LIMIT 1)"
    )


def _sqlite_recorded(row: str, value: str, check: str) -> str:
    key = ", ".join(f"{row}.{column}" for column in KEY)
    mark = ", ".join(f"{row}.{column} AS {column}" for column in (*KEY, "value"))
    faults = check.format(
        marks=f"(SELECT {mark})",
        value="mark.value",
        minimum="criterion.minimum",
        maximum="criterion.maximum",
        step="criterion.step",
    )
    competition = f"(SELECT competition_id FROM submission WHERE id = {row}.submission_id)"
    # Before SQLite 3.47 RAISE takes only a literal; the error of a JSON path quotes its text.
    return f"""
      SELECT json_extract('{{}}', fault) FROM ({faults}) WHERE fault IS NOT NULL;
      INSERT INTO score_event (competition_id, revision, {", ".join(KEY)},
          old_value, new_value, actor, at)
        SELECT id, revision + 1, {key}, old_value, {value}, {row}.entered_by, {_SQLITE_NOW}
        FROM competition, (SELECT {_sqlite_last(row)} AS old_value)
        WHERE id = {competition} AND old_value IS NOT {value};
      UPDATE competition SET revision = revision + 1 WHERE id = {competition} AND EXISTS (
        SELECT 1 FROM score_event
        WHERE competition_id = competition.id AND score_event.revision = competition.revision + 1)
    """


# --- PostgreSQL: statement by statement -----------------------------------------------------------

_POSTGRES_OLD = [
    """
    DO $$ DECLARE name text; BEGIN
      FOR name IN SELECT oid::regprocedure FROM pg_proc
        WHERE proname LIKE 'pantau\\_%' AND pronamespace = current_schema()::regnamespace
      LOOP EXECUTE 'DROP FUNCTION ' || name || ' CASCADE'; END LOOP;
    END $$
    """
]
_POSTGRES_TABLES = {
    "INSERT": "REFERENCING NEW TABLE AS new_rows",
    "UPDATE": "REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows",
    "DELETE": "REFERENCING OLD TABLE AS old_rows",
}


def _postgres() -> list[str]:
    statements = []

    def function(head: str, body: str) -> None:
        # The right to write a score is enough: the ledger is kept with the owner's rights.
        statements.append(
            f"CREATE FUNCTION pantau_{head} LANGUAGE plpgsql SECURITY DEFINER"
            f" SET search_path FROM CURRENT AS $pantau$ {body} $pantau$"
        )

    def trigger(name: str, event: str, call: str) -> None:
        statements.append(f"CREATE TRIGGER pantau_{name} {event} EXECUTE FUNCTION pantau_{call}")

    def refuse(name: str, event: str, message: str) -> None:
        trigger(name, event, f"refuse('{message}')")

    function("raise(message text) RETURNS void", f"BEGIN {_raise('message')} END")
    function("refuse() RETURNS trigger", f"BEGIN {_raise('TG_ARGV[0]')} END")
    function("lock(wanted integer[]) RETURNS integer[]", _POSTGRES_LOCK)
    function("notify(touched integer[]) RETURNS void", _POSTGRES_NOTIFY)
    function("structure() RETURNS trigger", _POSTGRES_STRUCTURE)
    function(
        "stamp() RETURNS trigger", "BEGIN NEW.updated_at := clock_timestamp(); RETURN NEW; END"
    )

    for table, (column, template) in STRUCTURE.items():
        for event, changed in {
            "INSERT": f"SELECT {column} FROM new_rows",
            "UPDATE": f"SELECT {column} FROM new_rows UNION SELECT {column} FROM old_rows",
            "DELETE": f"SELECT {column} FROM old_rows",
        }.items():
            trigger(
                f"{table}_{event.lower()}",
                f"AFTER {event} ON {table} {_POSTGRES_TABLES[event]} FOR EACH STATEMENT",
                f"structure('{template.format(changed=changed)}')",
            )
    after, before = (", ".join(f"{rows}.{name}" for name in SETTINGS) for rows in ("n", "o"))
    trigger(
        "competition_update",
        f"AFTER UPDATE ON competition {_POSTGRES_TABLES['UPDATE']} FOR EACH STATEMENT",
        "structure('SELECT n.id FROM new_rows AS n JOIN old_rows AS o ON o.id = n.id"
        f" WHERE ({after}) IS DISTINCT FROM ({before})')",
    )
    for table, (columns, message) in FIXED.items():
        differs = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
        refuse(
            f"{table}_fixed",
            f"BEFORE UPDATE OF {', '.join(columns)} ON {table} FOR EACH ROW WHEN ({differs})",
            message,
        )
    refuse(
        "competition_backwards",
        "BEFORE UPDATE OF revision, structure_revision ON competition FOR EACH ROW WHEN"
        " (NEW.revision < OLD.revision OR NEW.structure_revision < OLD.structure_revision)",
        BACKWARDS,
    )

    key = ", ".join(KEY)
    for event, changed, check in (
        (
            "INSERT",
            f"SELECT {key}, NULL::numeric AS old_value, value, entered_by FROM new_rows",
            GIVEN,
        ),
        (
            "UPDATE",
            f"SELECT {key}, o.value AS old_value, n.value, n.entered_by"
            f" FROM new_rows AS n JOIN old_rows AS o USING ({key}) WHERE n.value <> o.value",
            GIVEN,
        ),
        (
            "DELETE",
            f"SELECT {key}, value AS old_value, NULL::numeric AS value, entered_by FROM old_rows",
            TAKEN_BACK,
        ),
    ):
        function(f"score_{event.lower()}() RETURNS trigger", _postgres_recorded(changed, check))
        trigger(
            f"score_{event.lower()}",
            f"AFTER {event} ON score {_POSTGRES_TABLES[event]} FOR EACH STATEMENT",
            f"score_{event.lower()}()",
        )
    trigger(
        "score_stamp",
        "BEFORE UPDATE ON score FOR EACH ROW WHEN"
        " (NEW.value <> OLD.value AND NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at)",
        "stamp()",
    )

    function("event_delete() RETURNS trigger", _POSTGRES_EVENT_DELETE)
    trigger(
        "event_delete",
        f"AFTER DELETE ON score_event {_POSTGRES_TABLES['DELETE']} FOR EACH STATEMENT",
        "event_delete()",
    )
    function("event_insert() RETURNS trigger", _POSTGRES_EVENT_INSERT)
    trigger("event_insert", "BEFORE INSERT ON score_event FOR EACH STATEMENT", "event_insert()")
    refuse("event_update", "BEFORE UPDATE ON score_event FOR EACH STATEMENT", LEDGER_KEPT)
    for table in ("competition", *STRUCTURE, "score", "score_event"):
        refuse(
            f"{table}_truncate",
            f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
            f"TRUNCATE of {table} is refused because the ledger would not see it: use DELETE",
        )
    return statements


def _raise(message: str) -> str:
    return f"RAISE EXCEPTION USING MESSAGE = {message}, ERRCODE = 'integrity_constraint_violation';"


# Locked in the order of their ids, and known to exist: a competition that is being removed has
# gone before its scores, and nothing is recorded of those.
_POSTGRES_LOCK = """
DECLARE touched integer[];
BEGIN
  SELECT array_agg(id) INTO touched FROM (
    SELECT id FROM competition WHERE id = ANY (wanted) ORDER BY id FOR NO KEY UPDATE) AS locked;
  RETURN touched;
END"""
_POSTGRES_NOTIFY = """
BEGIN
  PERFORM pg_notify('pantau', id || ':' || revision)
    FROM competition WHERE id = ANY (touched) ORDER BY id;
END"""
_POSTGRES_STRUCTURE = """
DECLARE touched integer[];
BEGIN
  EXECUTE 'SELECT ARRAY(' || TG_ARGV[0] || ')' INTO touched;
  touched := pantau_lock(touched);
  IF touched IS NOT NULL THEN
    UPDATE competition SET revision = revision + 1, structure_revision = revision + 1
      WHERE id = ANY (touched);
    PERFORM pantau_notify(touched);
  END IF;
  RETURN NULL;
END"""
_POSTGRES_EVENT_DELETE = f"""
BEGIN
  IF EXISTS (SELECT 1 FROM competition WHERE id IN (SELECT competition_id FROM old_rows)) THEN
    PERFORM pantau_raise('{LEDGER_KEPT}');
  END IF;
  RETURN NULL;
END"""
_POSTGRES_EVENT_INSERT = f"""
BEGIN
  IF pg_trigger_depth() < 2 THEN PERFORM pantau_raise('{LEDGER_OWN}'); END IF;
  RETURN NULL;
END"""


def _postgres_recorded(changed: str, check: str) -> str:
    faults = check.format(
        marks=f"({changed})",
        value="trim_scale(mark.value)",
        minimum="trim_scale(criterion.minimum)",
        maximum="trim_scale(criterion.maximum)",
        step="trim_scale(criterion.step)",
    )
    key = ", ".join(KEY)
    return f"""
DECLARE touched integer[]; refused text;
BEGIN
  touched := pantau_lock(ARRAY(
    SELECT DISTINCT competition_id FROM submission
    WHERE id IN (SELECT submission_id FROM ({changed}) AS changed)));
  IF touched IS NULL THEN RETURN NULL; END IF;
  SELECT fault INTO refused FROM ({faults}) AS checked WHERE fault IS NOT NULL
    ORDER BY {key} LIMIT 1;
  IF refused IS NOT NULL THEN PERFORM pantau_raise(refused); END IF;
  WITH numbered AS (
    SELECT submission.competition_id, changed.*, row_number() OVER (
      PARTITION BY submission.competition_id ORDER BY {key}) AS step
    FROM ({changed}) AS changed JOIN submission ON submission.id = changed.submission_id
  ), written AS (
    INSERT INTO score_event (competition_id, revision, {key}, old_value, new_value, actor, at)
      SELECT id, revision + step, {key}, old_value, value, entered_by, clock_timestamp()
      FROM numbered JOIN competition ON competition.id = numbered.competition_id
  )
  UPDATE competition SET revision = revision + counted.steps FROM (
    SELECT competition_id, count(*) AS steps FROM numbered GROUP BY competition_id) AS counted
    WHERE competition.id = counted.competition_id;
  PERFORM pantau_notify(touched);
  RETURN NULL;
END"""
