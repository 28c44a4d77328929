"""Keys that all processes on one database share, made by whoever needs one first."""

import secrets

from sqlalchemy import Engine, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from db.engine import reading, writing
from db.models import Secret

KEY_BYTES = 32


def shared_secret(engine: Engine, name: str) -> str:
    """The key of this name, the same for everybody; made at the first call."""
    query = select(col(Secret.value)).where(col(Secret.name) == name)
    with reading(engine) as session:
        value = session.scalar(query)
    if value is not None:
        return value
    insert = sqlite.insert if engine.dialect.name == "sqlite" else postgresql.insert
    made = insert(Secret).values(name=name, value=secrets.token_urlsafe(KEY_BYTES))
    with writing(engine) as session:
        session.execute(made.on_conflict_do_nothing())
        return session.scalars(query).one()
