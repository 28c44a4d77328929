"""Runs the migrations on the connection that db.engine.migrate hands over."""

from alembic import context
from sqlmodel import SQLModel

import db.models  # noqa: F401  (fills the metadata)
from db import triggers

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SQLModel.metadata)
with context.begin_transaction():
    context.run_migrations()
    # Once, on the newest tables: a migration that puts them in place itself would meet tables that
    # a later one makes.
    triggers.install(connection)
