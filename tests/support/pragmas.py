"""A setting of a SQLite file, changed behind the store's back."""

from corpus.store.documents import CorpusStore


def set_pragma(store: CorpusStore, pragma: str) -> None:
    with store._engine.connect() as connection:  # the pool's one connection, which the next transaction gets too
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql(f"PRAGMA {pragma}")
        connection.exec_driver_sql("BEGIN")
