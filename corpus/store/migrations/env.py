"""Alembic's entry point: runs the migrations over the connection that `corpus.store.database` hands in."""

from alembic import context

from corpus.store.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
