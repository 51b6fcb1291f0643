"""The tables of the store. A change here needs a migration beside it; a test holds the two equal."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
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
    Column("added_by", String),  # the name of who made this version
)

FILES = Table(
    "files",
    METADATA,
    Column("sha256", String, primary_key=True),
    Column("data", LargeBinary, nullable=False),  # the bytes as they came
)

LINKS = Table(
    "links",
    METADATA,
    Column("document_id", String, ForeignKey("documents.id"), primary_key=True),
    Column("url", String, nullable=False),
    Column("etag", String),
    Column("last_modified", String),
    Column("checked_at", String, nullable=False),
    Column("dead_since", String),
    Column("error", String),
)

EVENTS = Table(
    "events",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("scope", String, nullable=False, index=True),
    Column("at", String, nullable=False),
    Column("actor_id", String),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("document_id", String, nullable=False, index=True),
    Column("title", String, nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Column("batch", String, nullable=False),  # what was done in one go is undone in one go
    Column("undone", Boolean, nullable=False),
    sqlite_autoincrement=True,
)

REPLIES = Table(
    "replies",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("scope", String, nullable=False, index=True),
    Column("asked_at", String, nullable=False),
    Column("asker_id", String),
    Column("channel_id", String),  # where it was posted; none where only the asker saw it
    Column("message_id", String),
    Column("question", Text, nullable=False),
    Column("outcome", String, nullable=False),
    Column("reason", String),
    Column("detail", Text, nullable=False),
    Column("probability", Float, nullable=False),
    Column("revisions", JSON, nullable=False),  # of each scope that was asked: the state of the corpus
    Column("citations", JSON, nullable=False),  # of an answer; of a refusal, the nearest passages
    Column("noted", JSON, nullable=False),  # {document ID: what became of it}, as far as the message says so
    sqlite_autoincrement=True,
)

SERVERS = Table(
    "servers",
    METADATA,
    Column("scope", String, primary_key=True),
    Column("moderator_roles", JSON, nullable=False),
    Column("log_channel", String),
    Column("notes", Boolean, nullable=False),
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
