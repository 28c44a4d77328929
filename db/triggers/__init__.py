"""The triggers that keep the ledger, whoever writes: one description, the SQL of two engines.

Every change of a score bumps `competition.revision` and writes one row of `score_event`; every
change of the structure bumps `revision` and sets `structure_revision` to it; a mark that nobody
could have given is refused. On PostgreSQL statement-level triggers also lock the competition until
commit, so that revisions commit in order, and notify the channel `pantau`.
"""

from sqlalchemy import Connection

from db.triggers import postgres, sqlite


def install(connection: Connection) -> None:
    """Put all triggers in place, instead of those that an earlier version left."""
    if connection.dialect.name == "sqlite":
        statements = [*sqlite.drop(connection), *sqlite.create()]
    else:
        statements = [*postgres.drop(), *postgres.create()]
    for statement in statements:
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
