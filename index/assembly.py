"""The parts that this release is made of: the only file that names concrete classes."""

from __future__ import annotations

from pathlib import Path

from corpus.passages import PassageSettings
from corpus.store import CorpusStore
from index.answerability import LogisticAnswerability
from index.answerer import Answerer
from index.embedder import PACKAGED, SentenceTransformerEmbedder
from index.engine import Engine
from index.library import Library
from index.reranker import LateInteractionReranker
from index.retriever import Retriever

INDEX_FOLDER = "index"


def open_engine(data_dir: Path, *, embedding_model: str = PACKAGED, notes: bool = True) -> Engine:
    """Open a data directory, made as needed, with the shipped notes brought up to date unless `notes` is off.

    Raises `ModelError`, `StoreError` or `StaleIndex`, each with the remedy.
    """
    store = CorpusStore(data_dir)
    try:
        embedder = SentenceTransformerEmbedder(embedding_model)
        library = Library(store, embedder, PassageSettings())
        answerer = Answerer(Retriever(embedder, LateInteractionReranker(store)), LogisticAnswerability())
        engine = Engine(store, embedder, library, answerer, data_dir / INDEX_FOLDER)
        if notes:
            library.sync_notes()
    except BaseException:
        store.close()
        raise
    return engine
