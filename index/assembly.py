"""The parts that this release is made of: the only file that names concrete classes."""

from __future__ import annotations

import contextlib
import hashlib
import logging
from collections.abc import Iterator
from pathlib import Path

from threadpoolctl import threadpool_limits

from corpus.file_limits import FileLimits
from corpus.passages import PassageSettings
from corpus.store.documents import CorpusStore
from corpus.store.quotas import Quota
from index.answering.answerer import Answerer
from index.answering.small_talk.recognising import SmallTalk
from index.engine import INDEX_BYTES, Engine
from index.erasing import erase_server_and_index
from index.faq.book import FaqBook
from index.judge.answerability import Answerability, LogisticAnswerability
from index.judge.calibrations import Calibrations
from index.judge.judge import SHIPPED_JUDGE, CrossEncoderJudge, Judge, NetworkJudge
from index.judge.small_reader.reader import SmallReader
from index.judge.weights import locate_models, prepare_weights
from index.library import Library
from index.notes import list_unstored_notes
from index.retrieval.embedder import Embedder, SentenceTransformerEmbedder
from index.retrieval.model_files import PACKAGED
from index.retrieval.reranker import LateInteractionReranker
from index.retrieval.retriever import Retriever
from index.retrieval.scope_index import index_path
from index.retrieval.vectors import FaissVectorStore

_LOG = logging.getLogger(__name__)
_INDEX_FOLDER = "index"
_LIMITS = FileLimits()


def open_engine(
    data_dir: Path,
    *,
    embedding_model: str = PACKAGED,
    judge_model: str = SHIPPED_JUDGE,
    notes: bool = True,
    limits: FileLimits = _LIMITS,
    quota: Quota | None = None,
    index_bytes: int = INDEX_BYTES,
    read_only: bool = False,
    embedder: Embedder | None = None,
    judge: Judge | None = None,
) -> Engine:
    """Open a data directory, made as needed, with the shipped notes brought up to date unless `notes` is off.

    `read_only` makes and changes nothing: then the notes are as they were last stored there. `quota` is what each server may
    have; `index_bytes` is about how much memory the indexes may take. `embedder` and `judge` may be open already.

    Raises `ModelError`, `StoreError` or `StaleIndex`, each with the remedy.
    """
    with contextlib.ExitStack() as opening:
        store = opening.enter_context(CorpusStore(data_dir, read_only=read_only))
        embedder = embedder or open_embedder(embedding_model)
        library = Library(store, embedder, PassageSettings(), limits, quota)
        judge = judge or open_judge(data_dir, judge_model)
        engine = assemble(
            store, embedder, library, data_dir, judge=judge, small_reader=SmallReader(), index_bytes=index_bytes
        )
        if notes and read_only and list_unstored_notes(store):
            _LOG.warning(
                "%s has not got the notes of this release yet, and can't be written to: they answer nothing", data_dir
            )
        elif notes:
            library.sync_notes()
        library.embed_retitled()
        opening.pop_all()  # from here on the engine closes the store
    return engine


@contextlib.contextmanager
def open_library(data_dir: Path, *, embedding_model: str = PACKAGED, limits: FileLimits = _LIMITS) -> Iterator[Library]:
    """Open a data directory only to add documents or to index them anew, which needs no judge. Raises as `open_engine`."""
    with CorpusStore(data_dir) as store:
        yield Library(store, open_embedder(embedding_model), PassageSettings(), limits)


def open_embedder(name: str = PACKAGED) -> Embedder:
    """Load the packaged embedding model, or any other by name or path. Raises `ModelError` with the remedy."""
    return SentenceTransformerEmbedder(name)


def open_judge(data_dir: Path, name: str = SHIPPED_JUDGE) -> Judge:
    """Load the shipped judge, or any cross-encoder by name or path. Raises `ModelError` with the remedy."""
    if name != SHIPPED_JUDGE:
        return CrossEncoderJudge(name)
    return NetworkJudge(prepare_weights(locate_models(data_dir)))


def check_index_file(data_dir: Path, scope: str) -> None:
    """Raise `CorruptIndex` where the saved index of a scope can't be read; the engine makes such a one anew from the store."""
    FaissVectorStore.load(index_path(data_dir / _INDEX_FOLDER, scope), {"scope": scope})


def erase_server_in(data_dir: Path, store: CorpusStore, scope: str) -> int:
    """Erase all that is kept of a server in an opened data directory; return how many documents that were."""
    return erase_server_and_index(store, data_dir / _INDEX_FOLDER, scope)


def assemble(
    store: CorpusStore,
    embedder: Embedder,
    library: Library,
    data_dir: Path,
    *,
    judge: Judge,
    small_reader: SmallReader,
    answerability: Answerability | None = None,
    index_bytes: int = INDEX_BYTES,
) -> Engine:
    """Put an engine together from its opened parts; with the shipped weights of answerability, if no others are given."""
    # NumPy's products are small here, and its second thread waits for the next one so busily that the readers, which are next,
    # take half as long again.
    threadpool_limits(1, user_api="blas")
    retriever = Retriever(embedder, LateInteractionReranker(store))
    answerability = answerability or LogisticAnswerability()
    answerer = Answerer(retriever, small_reader, judge, answerability, SmallTalk(embedder))
    models = "\n".join((embedder.fingerprint, small_reader.fingerprint, judge.fingerprint, answerability.fingerprint))
    return Engine(
        store,
        embedder,
        library,
        answerer=answerer,
        calibrations=Calibrations(store, hashlib.sha256(models.encode()).hexdigest()[:16]),
        index_dir=data_dir / _INDEX_FOLDER,
        vector_stores=FaissVectorStore,
        faq=FaqBook(store, embedder),
        index_bytes=index_bytes,
    )
