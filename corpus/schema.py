"""The tables of the store. A change here needs a migration beside it; a test holds the two equal."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

METADATA = MetaData()

DOCUMENTS = Table(
    "documents",
    METADATA,
    Column("id", String, primary_key=True),
    Column("scope", String, nullable=False, index=True),
    Column("version", Integer, nullable=False),  # the current one
    Column("added_at", String, nullable=False),  # ISO 8601, UTC, as all times here
    Column("removed_at", String),  # a removed document keeps its versions and is not used
)

VERSIONS = Table(
    "versions",
    METADATA,
    Column("document_id", String, ForeignKey("documents.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("sha256", String, nullable=False, index=True),  # of the bytes as they came
    Column("filename", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("title", String, nullable=False),
    Column("url", String),
    Column("source_title", String),
    Column("author", String),
    Column("publisher", String),
    Column("published", String),
    Column("language", String, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("added_at", String, nullable=False),
)

PASSAGES = Table(
    "passages",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("document_id", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("headings", JSON, nullable=False),
    Column("sentences", JSON, nullable=False),  # [[start, end], ...] in the document's text
    Column("vector", LargeBinary, nullable=False),  # float32, unit length
    Column("tokens", LargeBinary, nullable=False),  # packed by index.tokens
    ForeignKeyConstraint(["document_id", "version"], ["versions.document_id", "versions.number"]),
    Index("passages_of_version", "document_id", "version"),
    sqlite_autoincrement=True,
)

QUESTIONS = Table(
    "questions",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("document_id", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("question", Text, nullable=False),
    Column("start", Integer, nullable=False),  # of the answer
    Column("end", Integer, nullable=False),
    Column("headings", JSON, nullable=False),
    Column("sentences", JSON, nullable=False),
    Column("vector", LargeBinary, nullable=False),  # of the question
    ForeignKeyConstraint(["document_id", "version"], ["versions.document_id", "versions.number"]),
    Index("questions_of_version", "document_id", "version"),
    sqlite_autoincrement=True,
)

SCOPES = Table(
    "scopes",
    METADATA,
    Column("scope", String, primary_key=True),
    Column("revision", Integer, nullable=False),  # counts the changes of the scope; an index is made for one revision
    Column("fingerprint", String, nullable=False),  # of the model and the passage settings that its vectors came from
)
