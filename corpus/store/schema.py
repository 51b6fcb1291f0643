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
    false,
)

from corpus.store.columns import DiscordId, UtcTime

METADATA = MetaData()

DOCUMENTS = Table(
    "documents",
    METADATA,
    Column("id", String, primary_key=True),
    Column("scope", String, nullable=False, index=True),
    Column("version", Integer, nullable=False),  # the current one
    Column("added_at", UtcTime, nullable=False),
    Column("removed_at", UtcTime),  # a removed document keeps its versions and is not used
)

VERSIONS = Table(
    "versions",
    METADATA,
    Column("document_id", String, ForeignKey("documents.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("sha256", String, nullable=False, index=True),  # of the bytes as they came
    Column("filename", String, nullable=False),
    Column("title", String, nullable=False),
    Column("url", String),
    Column("source_title", String),
    Column("author", String),
    Column("publisher", String),
    Column("published", String),
    Column("language", String, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("added_at", UtcTime, nullable=False),
    Column("added_by", String),  # the name of who made this version
    Column("characters", Integer, nullable=False, server_default="0"),  # the length of the text
    Column(
        "text", Text, nullable=False, server_default=""
    ),  # last: to read what comes after it takes reading all of it
)

RETITLED = Table(
    "retitled",  # versions whose passages have the vectors of another title still
    METADATA,
    Column("document_id", String, ForeignKey("documents.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
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
    Column("checked_at", UtcTime, nullable=False),
    Column("dead_since", UtcTime),
    Column("error", String),
)

EVENTS = Table(
    "events",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("scope", String, nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
    Column("actor_id", DiscordId),
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
    Column("asked_at", UtcTime, nullable=False),
    Column("asker_id", DiscordId),
    Column("channel_id", DiscordId),  # where it was posted; none where only the asker saw it
    Column("message_id", DiscordId),
    Column("question", Text, nullable=False),
    Column("outcome", String, nullable=False),
    Column("reason", String),
    Column("certainty", String),  # of an answer, "sure" or "unsure"; it stays when the answer is given up
    Column("given_up_by", String),  # "asker" or "moderator", who made a refusal of an unsure answer
    Column("detail", Text, nullable=False),
    Column("probability", Float, nullable=False),
    Column("revisions", JSON, nullable=False),  # of each scope that was asked: the state of the corpus
    Column("noted", JSON, nullable=False),  # {document ID: what became of it}, as far as the message says so
    Column("milliseconds", Float),  # from the question's arrival to the reply
    Column("readings", LargeBinary),  # what the readers said of passages, so that they need not read them again
    Column("private", Boolean, nullable=False, server_default=false()),  # only its asker may read it
    sqlite_autoincrement=True,
)

CITATIONS = Table(
    "citations",  # of an answer; of a refusal, the nearest passages
    METADATA,
    Column("reply_id", Integer, ForeignKey("replies.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),  # the order in which they were shown
    Column("document_id", String, nullable=False, index=True),  # of this data directory, or of one of before
    Column("version", Integer, nullable=False),
    Column("number", Integer, nullable=False),  # as it is shown
    Column("start", Integer, nullable=False),  # of what is quoted, in the text of the version
    Column("end", Integer, nullable=False),
    Column("passage_start", Integer, nullable=False),  # of the passage that holds it
    Column("passage_end", Integer, nullable=False),
    Column("headings", JSON, nullable=False),
    Column("sentences", JSON, nullable=False),  # [[start, end], ...] of the passage
)

SERVERS = Table(
    "servers",
    METADATA,
    Column("scope", String, primary_key=True),
    Column("moderator_roles", JSON, nullable=False),
    Column("log_channel", DiscordId),
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
    Column("tokens", LargeBinary, nullable=False),  # packed by index.retrieval.tokens
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

FAQ_ENTRIES = Table(
    "faq_entries",
    METADATA,
    Column("id", String, primary_key=True),  # also the ID of the document that keeps the moderators' own words
    Column("scope", String, nullable=False, index=True),
    Column("version", Integer, nullable=False),  # counts the changes of the entry
    Column("question", Text, nullable=False),
    Column("phrasings", JSON, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("document_id", String, nullable=False),  # the answer is a span of one version of a document
    Column("document_version", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("author_id", DiscordId),
    Column("author", String, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Column("removed_at", UtcTime),
    ForeignKeyConstraint(["document_id", "document_version"], ["versions.document_id", "versions.number"]),
    Index("faq_entries_of_document", "document_id", "document_version"),
)

FAQ_USES = Table(
    "faq_uses",
    METADATA,
    Column("scope", String, primary_key=True),  # where it was used
    Column("document_id", String, primary_key=True),  # the ID of an entry, or of the document that asks the question
    Column("question", String, primary_key=True),  # of a document, in normal form; "" for an entry of the moderators
    Column("uses", Integer, nullable=False),
    Column("used_at", UtcTime, nullable=False),
)

FAQ_VECTORS = Table(
    "faq_vectors",
    METADATA,
    Column("fingerprint", String, primary_key=True),  # of the model
    Column("text", Text, primary_key=True),
    Column("vector", LargeBinary, nullable=False),  # float32, unit length; derived, so that it may be deleted
)

FAQ_DRAFTS = Table(
    "faq_drafts",
    METADATA,
    Column("token", String, primary_key=True),
    Column("scope", String, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("values", JSON, nullable=False),
)

GAPS = Table(
    "gaps",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("scope", String, nullable=False, index=True),
    Column("question", Text, nullable=False),  # in the words in which it was asked first
    Column("status", String, nullable=False),  # open, answered or dismissed
    Column("created_at", UtcTime, nullable=False),
    Column("last_asked_at", UtcTime, nullable=False),
    Column("vector", LargeBinary, nullable=False),  # of the question: float32, unit length
    Column("fingerprint", String, nullable=False),  # of the model; "" where the vector has to be made anew
    Column("merged_into", Integer, ForeignKey("gaps.id"), index=True),  # a gap of one's own no more, but a wording
    Column("closed_by", String),  # the name of the moderator
    Column("closed_at", UtcTime),
    Column("checked", String, nullable=False),  # the state of the documents in which it was asked last
    Column("ready", JSON),  # the answer that waits to be posted, where the documents have one by now
    Column("merged_by", String),  # the name of the moderator
    Column("merged_at", UtcTime),
    Column("posted", JSON),  # [[channel, message, how many were told]]: where its answer was posted
    Column("card_channel_id", DiscordId),  # the message of the log channel that offers its answer
    Column("card_message_id", DiscordId),
    Index("gaps_asked_last", "scope", "last_asked_at"),
    sqlite_autoincrement=True,
)

GAP_ASKINGS = Table(
    "gap_askings",
    METADATA,
    Column("reply_id", Integer, primary_key=True),  # the refusal; its row in the log is kept for a shorter time
    Column("gap_id", Integer, ForeignKey("gaps.id"), nullable=False, index=True),
    Column("question", Text, nullable=False),  # as it was asked this time
    Column("asker_id", DiscordId, index=True),
    Column("asked_at", UtcTime, nullable=False),
    Column("told_at", UtcTime),  # when an answer was posted there, or in its channel
    Column("origin", Integer),  # the gap that it was put into first, where that was merged since
)

GAP_FOLLOWERS = Table(
    "gap_followers",
    METADATA,
    Column("gap_id", Integer, ForeignKey("gaps.id"), primary_key=True),
    Column("user_id", DiscordId, primary_key=True),
    Column("channel_id", DiscordId, nullable=False),  # where they asked; 0 where only they saw it
    Column("message_id", DiscordId, nullable=False),  # under which they follow; of a channel 0, the number of the reply
    Column("followed_at", UtcTime, nullable=False),
    Column("told_at", UtcTime),  # nobody is told twice
    Column("unfollowed", Boolean, nullable=False),
    Column("origin", Integer),  # as of the askings
)

OPT_OUTS = Table(
    "opt_outs",
    METADATA,
    Column("user_id", DiscordId, primary_key=True),
    Column("scope", String, primary_key=True),
)

FEEDBACK = Table(
    "feedback",
    METADATA,
    Column("reply_id", Integer, primary_key=True),
    Column("user_id", DiscordId, primary_key=True),
    Column("helpful", Boolean, nullable=False),
)

SCOPES = Table(
    "scopes",
    METADATA,
    Column("scope", String, primary_key=True),
    Column("revision", Integer, nullable=False),  # counts the changes of the scope; an index is made for one revision
    Column("fingerprint", String, nullable=False),  # of the model and the passage settings that its vectors came from
)

BOOKKEEPING = Table(
    "bookkeeping",
    METADATA,
    Column("name", String, primary_key=True),
    Column("value", JSON, nullable=False),
)
