"""The triggers on SQLite: row by row."""

from sqlalchemy import Connection

from db.triggers.description import (
    BACKWARDS,
    FIXED,
    GIVEN,
    KEY,
    LEDGER_KEPT,
    LEDGER_OWN,
    RECORD_KEPT,
    SETTINGS,
    STRUCTURE,
    TAKEN_BACK,
)


def drop(connection: Connection) -> list[str]:
    """The statements that take away the triggers of an earlier version."""
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'pantau_%'"
    ).scalars()
    return [f"DROP TRIGGER {name}" for name in names]


def create() -> list[str]:
    """The statements that make the triggers."""
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

    # Marks are compared and told in whole hundredths, whatever a float adds to them.
    # INSERT OR REPLACE fires no delete trigger: what was there before, only the ledger knows.
    trigger(
        "score_insert",
        "AFTER INSERT ON score",
        _recorded("NEW", "round(NEW.value, 2)", GIVEN),
    )
    trigger(
        "score_update",
        "AFTER UPDATE OF value ON score WHEN round(NEW.value, 2) IS NOT round(OLD.value, 2)",
        _recorded("NEW", "round(NEW.value, 2)", GIVEN) + ";"
        f"UPDATE score SET updated_at = {_NOW}"
        f" WHERE {_key('score', 'NEW')} AND NEW.updated_at IS OLD.updated_at",
    )
    trigger("score_delete", "AFTER DELETE ON score", _recorded("OLD", "NULL", TAKEN_BACK))

    refuse("event_update", "BEFORE UPDATE ON score_event", LEDGER_KEPT)
    refuse(
        "event_delete",
        "BEFORE DELETE ON score_event"
        " WHEN EXISTS (SELECT 1 FROM competition WHERE id = OLD.competition_id)",
        LEDGER_KEPT,
    )
    refuse("change_update", "BEFORE UPDATE ON change", RECORD_KEPT)
    refuse(
        "change_delete",
        "BEFORE DELETE ON change WHEN OLD.competition_id IS NULL"
        " OR EXISTS (SELECT 1 FROM competition WHERE id = OLD.competition_id)",
        RECORD_KEPT,
    )
    # Only a change that the ledger does not know yet can be written to it.
    refuse(
        "event_insert",
        "BEFORE INSERT ON score_event WHEN NEW.revision IS NOT"
        " (SELECT revision + 1 FROM competition WHERE id = NEW.competition_id)"
        " OR NEW.new_value IS NOT"
        f" (SELECT round(value, 2) FROM score WHERE {_key('score', 'NEW')})"
        f" OR NEW.new_value IS {_last('NEW')}",
        LEDGER_OWN,
    )
    return statements


_NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now')"


def _key(table: str, row: str) -> str:
    return " AND ".join(f"{table}.{column} = {row}.{column}" for column in KEY)


def _last(row: str) -> str:
    return (
        f"(SELECT new_value FROM score_event WHERE {_key('score_event', row)}"
        " ORDER BY revision DESC LIMIT 1)"
    )


def _recorded(row: str, value: str, check: str) -> str:
    key = ", ".join(f"{row}.{column}" for column in KEY)
    mark = ", ".join(f"{row}.{column} AS {column}" for column in KEY)
    faults = check.format(
        marks=f"(SELECT {mark}, {value} AS value)",
        value="printf('%.10g', mark.value)",
        minimum="printf('%.10g', criterion.minimum)",
        maximum="printf('%.10g', criterion.maximum)",
        step="printf('%.10g', criterion.step)",
    )
    competition = f"(SELECT competition_id FROM submission WHERE id = {row}.submission_id)"
    # Before SQLite 3.47 RAISE takes only a literal; the error of a JSON path quotes its text.
    return f"""
      SELECT json_extract('{{}}', fault) FROM ({faults}) WHERE fault IS NOT NULL;
      INSERT INTO score_event (competition_id, revision, {", ".join(KEY)},
          old_value, new_value, actor, at)
        SELECT id, revision + 1, {key}, old_value, {value}, {row}.entered_by, {_NOW}
        FROM competition, (SELECT {_last(row)} AS old_value)
        WHERE id = {competition} AND old_value IS NOT {value};
      UPDATE competition SET revision = revision + 1 WHERE id = {competition} AND EXISTS (
        SELECT 1 FROM score_event
        WHERE competition_id = competition.id AND score_event.revision = competition.revision + 1)
    """
