"""The triggers on PostgreSQL: statement by statement."""

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

_TABLES = {
    "INSERT": "REFERENCING NEW TABLE AS new_rows",
    "UPDATE": "REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows",
    "DELETE": "REFERENCING OLD TABLE AS old_rows",
}


def drop() -> list[str]:
    """The statement that takes away the triggers of an earlier version, with their functions."""
    return [
        """
        DO $$ DECLARE name text; BEGIN
          FOR name IN SELECT oid::regprocedure FROM pg_proc
            WHERE proname LIKE 'pantau\\_%' AND pronamespace = current_schema()::regnamespace
          LOOP EXECUTE 'DROP FUNCTION ' || name || ' CASCADE'; END LOOP;
        END $$
        """
    ]


def create() -> list[str]:
    """The statements that make the functions and the triggers."""
    statements = []

    def function(head: str, body: str) -> None:
        # The right to write a score is enough: the ledger is kept with the owner's rights. Joins
        # stay in the order written, which saves most of the planning of a single mark.
        statements.append(
            f"CREATE FUNCTION pantau_{head} LANGUAGE plpgsql SECURITY DEFINER"
            " SET search_path FROM CURRENT SET join_collapse_limit = 1 SET jit = off"
            f" AS $pantau$ {body} $pantau$"
        )

    def trigger(name: str, event: str, call: str) -> None:
        statements.append(f"CREATE TRIGGER pantau_{name} {event} EXECUTE FUNCTION pantau_{call}")

    def refuse(name: str, event: str, message: str) -> None:
        trigger(name, event, f"refuse('{message}')")

    function("raise(message text) RETURNS void", f"BEGIN {_raise('message')} END")
    function("refuse() RETURNS trigger", f"BEGIN {_raise('TG_ARGV[0]')} END")
    function("lock(wanted integer[]) RETURNS integer[]", _LOCK)
    function("notify(touched integer[]) RETURNS void", _NOTIFY)
    function("structure() RETURNS trigger", _STRUCTURE)
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
                f"AFTER {event} ON {table} {_TABLES[event]} FOR EACH STATEMENT",
                f"structure('{template.format(changed=changed)}')",
            )
    after, before = (", ".join(f"{rows}.{name}" for name in SETTINGS) for rows in ("n", "o"))
    trigger(
        "competition_update",
        f"AFTER UPDATE ON competition {_TABLES['UPDATE']} FOR EACH STATEMENT",
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
            f"SELECT {key}, NULL::numeric AS old_value, round(value, 2) AS value,"
            " entered_by FROM new_rows",
            GIVEN,
        ),
        (
            "UPDATE",
            f"SELECT {key}, round(o.value, 2) AS old_value, round(n.value, 2) AS value,"
            f" n.entered_by FROM new_rows AS n JOIN old_rows AS o USING ({key})"
            " WHERE round(n.value, 2) <> round(o.value, 2)",
            GIVEN,
        ),
        (
            "DELETE",
            f"SELECT {key}, round(value, 2) AS old_value, NULL::numeric AS value, entered_by"
            " FROM old_rows",
            TAKEN_BACK,
        ),
    ):
        function(f"score_{event.lower()}() RETURNS trigger", _recorded(changed, check))
        trigger(
            f"score_{event.lower()}",
            f"AFTER {event} ON score {_TABLES[event]} FOR EACH STATEMENT",
            f"score_{event.lower()}()",
        )
    trigger(
        "score_stamp",
        "BEFORE UPDATE ON score FOR EACH ROW WHEN"
        " (round(NEW.value, 2) <> round(OLD.value, 2)"
        " AND NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at)",
        "stamp()",
    )

    function("kept() RETURNS trigger", _KEPT)
    for name, table, message in (
        ("event", "score_event", LEDGER_KEPT),
        ("change", "change", RECORD_KEPT),
    ):
        trigger(
            f"{name}_delete",
            f"AFTER DELETE ON {table} {_TABLES['DELETE']} FOR EACH STATEMENT",
            f"kept('{message}')",
        )
        refuse(f"{name}_update", f"BEFORE UPDATE ON {table} FOR EACH STATEMENT", message)
    function("event_insert() RETURNS trigger", _EVENT_INSERT)
    trigger("event_insert", "BEFORE INSERT ON score_event FOR EACH STATEMENT", "event_insert()")
    for table in ("competition", *STRUCTURE, "score", "score_event", "change"):
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
_LOCK = """
DECLARE touched integer[];
BEGIN
  SELECT array_agg(id) INTO touched FROM (
    SELECT id FROM competition WHERE id = ANY (wanted) ORDER BY id FOR NO KEY UPDATE) AS locked;
  RETURN touched;
END"""
_NOTIFY = """
BEGIN
  PERFORM pg_notify('pantau', id || ':' || revision)
    FROM competition WHERE id = ANY (touched) ORDER BY id;
END"""
_STRUCTURE = """
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
# What belongs to a competition goes with it, and only with it.
_KEPT = """
BEGIN
  IF EXISTS (SELECT 1 FROM old_rows AS o WHERE o.competition_id IS NULL
      OR EXISTS (SELECT 1 FROM competition WHERE id = o.competition_id)) THEN
    PERFORM pantau_raise(TG_ARGV[0]);
  END IF;
  RETURN NULL;
END"""
_EVENT_INSERT = f"""
BEGIN
  IF pg_trigger_depth() < 2 THEN PERFORM pantau_raise('{LEDGER_OWN}'); END IF;
  RETURN NULL;
END"""


def _recorded(changed: str, check: str) -> str:
    faults = check.format(
        marks=f"({changed})",
        value="trim_scale(mark.value)",
        minimum="trim_scale(criterion.minimum)",
        maximum="trim_scale(criterion.maximum)",
        step="trim_scale(criterion.step)",
    )
    key = ", ".join(KEY)
    # EXECUTE, because a plan kept from a statement of one row is hopeless for one of many.
    return f"""
DECLARE touched integer[]; refused text;
BEGIN
  EXECUTE $$
    SELECT ARRAY(SELECT DISTINCT competition_id FROM submission
    WHERE id IN (SELECT submission_id FROM ({changed}) AS changed)) $$ INTO touched;
  touched := pantau_lock(touched);
  IF touched IS NULL THEN RETURN NULL; END IF;
  EXECUTE $$
    SELECT fault FROM ({faults}) AS checked WHERE fault IS NOT NULL
    ORDER BY {key} LIMIT 1 $$ INTO refused;
  IF refused IS NOT NULL THEN PERFORM pantau_raise(refused); END IF;
  EXECUTE $$
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
      WHERE competition.id = counted.competition_id $$;
  PERFORM pantau_notify(touched);
  RETURN NULL;
END"""
