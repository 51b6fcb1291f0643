"""Archives: what goes out comes back the same, and a damaged archive stores nothing."""

from __future__ import annotations

import hashlib
import io
import random
import shutil
import sqlite3
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from support.archives import (
    ADA,
    CLOCK,
    changed,
    contents,
    exported,
    fill,
    imported,
    rows,
    timeless,
    with_manifest,
    zipped,
)

from corpus.passages import PassageSettings
from corpus.scopes import SHARED, of_server
from corpus.store.documents import CorpusStore
from corpus.store.undoing import CannotUndo
from index.library import Library
from index.retrieval.embedder import SentenceTransformerEmbedder
from index.retrieval.scope_index import StaleIndex
from index.upkeep import archive
from index.upkeep.archive import ArchiveError, check_archive, import_archive

Opened = Callable[[str], Library]


@pytest.fixture
def opened(tmp_path: Path, embedder: SentenceTransformerEmbedder) -> Iterator[Opened]:
    stores: list[CorpusStore] = []

    def at(name: str) -> Library:
        stores.append(CorpusStore(tmp_path / name))
        return Library(stores[-1], embedder, PassageSettings())

    yield at
    for store in stores:
        store.close()


@pytest.fixture
def filled(opened: Opened, folder: Path, tmp_path: Path) -> Library:
    shutil.copytree(folder, tmp_path / "filled")
    return opened("filled")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder) -> Path:
    """A data directory with documents of several kinds, one with edited details, one with another text than at first."""
    made = tmp_path_factory.mktemp("filled") / "data"
    with CorpusStore(made) as store:
        fill(Library(store, embedder, PassageSettings()))
    return made


def test_what_goes_out_comes_back_the_same_and_goes_out_the_same_again(filled: Library, opened: Opened) -> None:
    file, manifest = exported(filled)
    assert [document.filename for document in manifest.documents if "bell" in document.path] == ["bell 2.txt"]
    assert len(manifest.documents) == 3
    other = opened("other")
    added = imported(other, file)
    assert [one.existed for one in added] == [False] * 3
    assert contents(other) == contents(filled)
    assert timeless(exported(other)[1]) == timeless(manifest)
    snapshots = [library._store.snapshot(SHARED)[2] for library in (filled, other)]
    assert [[one.question for one in questions] for questions in snapshots] == [["Who winds it?"]] * 2


def test_the_paths_in_the_zip_lead_nowhere_else(filled: Library) -> None:
    filled.add(b"An odd name.", "../../etc/odd name.txt", SHARED)
    _, manifest = exported(filled)
    assert all(
        ".." not in document.path.split("/") and document.path.count("/") == 2 for document in manifest.documents
    )


def test_an_import_is_one_change_that_one_undo_takes_back(filled: Library, opened: Opened) -> None:
    other = opened("other")
    imported(other, exported(filled)[0])
    assert {event.batch for event in other.edits.history(SHARED)} == {other.edits.history(SHARED)[0].batch}
    assert len(other.edits.undo(SHARED, ADA)) == 3
    assert other._store.listing([SHARED]) == []
    with pytest.raises(CannotUndo):
        other.edits.undo(SHARED, ADA)


def test_documents_that_are_there_are_left_as_they_are(filled: Library, opened: Opened) -> None:
    file, _ = exported(filled)
    other = opened("other")
    mine = other.add(CLOCK.encode(), "my clock.md", SHARED)
    assert sorted(one.existed for one in imported(other, file)) == [False, False, True]
    assert other._store.get(mine.document_id).filename == "my clock.md"
    before = (other._store.scope_state(SHARED), rows(other))
    assert all(one.existed for one in imported(other, file))
    assert (other._store.scope_state(SHARED), rows(other)) == before


def test_an_archive_goes_into_another_scope_of_the_same_directory_beside_the_first(filled: Library) -> None:
    before = contents(filled)
    imported(filled, exported(filled)[0], of_server(5))
    assert contents(filled) == before
    there = contents(filled, of_server(5))
    assert sorted(str(document[1:]) for document in there) == sorted(str(document[1:]) for document in before)
    assert not {document[0] for document in there} & {document[0] for document in before}


def test_a_document_that_says_something_else_by_now_is_not_overwritten(filled: Library) -> None:
    file, manifest = exported(filled)
    clock = next(document for document in manifest.documents if document.filename == "clock.md")
    filled.replace(clock.id, b"# Clock\n\nThe clock has stopped.", "clock.md", ADA)
    assert sorted(one.existed for one in imported(filled, file)) == [False, True, True]
    texts = {document.text for document in map(filled._store.document, (d.id for d in filled._store.listing([SHARED])))}
    assert {"# Clock\n\nThe clock has stopped.", CLOCK} <= texts | {text + "\n" for text in texts}


def test_where_the_bytes_were_not_kept_the_text_goes_out_as_markdown(filled: Library, opened: Opened) -> None:
    with sqlite3.connect(filled._store.path) as raw:
        raw.execute("DELETE FROM files")
    file, manifest = exported(filled)
    assert {document.filename for document in manifest.documents} == {"clock.md", "bell 2.txt", "ferry.md"}
    other = opened("other")
    imported(other, file)
    for here, there in zip(contents(filled), contents(other), strict=True):
        assert here[:3] == there[:3]  # ID, text and source
    assert timeless(exported(other)[1]) == timeless(manifest)


def test_a_scope_without_documents_is_an_archive_without_documents(filled: Library, opened: Opened) -> None:
    file, manifest = exported(filled, of_server(99))
    assert manifest.documents == ()
    assert imported(opened("other"), file) == []


DAMAGE: Mapping[str, tuple[Callable[[dict[str, bytes]], object], str]] = {
    "no manifest": (lambda entries: entries.pop("manifest.json"), "Landscape didn't make it"),
    "no JSON": (lambda entries: entries.update({"manifest.json": b"{"}), "not JSON"),
    "deep JSON": (lambda entries: entries.update({"manifest.json": b"[" * 200_000}), "not JSON"),
    "another version": (lambda e: with_manifest(e, lambda m: m.update(version=2)), "update Landscape"),
    "no version": (lambda e: with_manifest(e, lambda m: m.pop("version")), "update Landscape"),
    "a list": (lambda entries: entries.update({"manifest.json": b"[]"}), "update Landscape"),
    "no title": (lambda e: with_manifest(e, lambda m: m["documents"][0].pop("title")), r"documents\.0\.title"),
    "an odd date": (lambda e: with_manifest(e, lambda m: m["documents"][0].update(published="soon")), "published"),
    "twice": (lambda e: with_manifest(e, lambda m: m["documents"].append(m["documents"][0])), "names a file twice"),
    "a file more": (lambda entries: entries.update({"documents/more.md": b"More."}), "more.md' is not named"),
    "a file less": (lambda entries: entries.pop(min(entries)), "is missing"),
    "other bytes": (lambda entries: entries.update({min(entries): b"Other."}), "SHA-256 is wrong"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_archive_is_one_clear_error_and_stores_nothing(kind: str, filled: Library, opened: Opened) -> None:
    change, said = DAMAGE[kind]
    other = opened("other")
    with pytest.raises(ArchiveError, match=said) as raised:
        imported(other, changed(exported(filled)[0], change))
    assert "\n" not in str(raised.value)
    assert rows(other) == 0


def test_what_is_no_zip_is_named(opened: Opened) -> None:
    for data in (b"", b"A letter to a friend. " * 100, b"PK\x05\x06"):
        with pytest.raises(ArchiveError, match="is no zip file"):
            check_archive(io.BytesIO(data))


def test_any_damaged_byte_is_an_archive_error_or_does_no_harm(filled: Library) -> None:
    file, manifest = exported(filled)
    whole, chance, refused = file.getvalue(), random.Random(7), 0
    for _ in range(3000):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 3)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        if chance.random() < 0.1:
            del damaged[chance.randrange(len(damaged)) :]
        try:
            assert len(check_archive(io.BytesIO(damaged)).documents) == len(manifest.documents)
        except ArchiveError:
            refused += 1
    assert refused > 2000


def test_a_document_that_can_not_be_read_keeps_all_of_the_archive_out(filled: Library, opened: Opened) -> None:
    def spoil(entries: dict[str, bytes]) -> None:
        def change(manifest: dict[str, list[dict[str, str]]]) -> None:
            last = manifest["documents"][-1]
            entries[last["path"]] = b"\x00\x01\x02" * 50
            last |= {"sha256": hashlib.sha256(b"\x00\x01\x02" * 50).hexdigest(), "filename": "spoilt.md"}

        with_manifest(entries, change)  # type: ignore[arg-type]

    other = opened("other")
    with pytest.raises(ArchiveError, match=r"spoilt\.md"):
        imported(other, changed(exported(filled)[0], spoil))
    assert rows(other) == 0


def test_an_import_that_is_stopped_stores_nothing(filled: Library, opened: Opened) -> None:
    def stop(done: int, total: int) -> None:
        assert total == 3
        if done == 2:
            raise KeyboardInterrupt

    other = opened("other")
    with pytest.raises(KeyboardInterrupt):
        import_archive(other, other._store, other.edits, exported(filled)[0], scope=SHARED, actor=ADA, on_progress=stop)
    assert rows(other) == 0


def test_an_archive_that_is_too_large_is_refused_unread(
    filled: Library, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = zipped({"manifest.json": b"{}", "bomb": bytes(26 * 1024 * 1024)})
    assert len(bomb.getvalue()) < 100_000
    with pytest.raises(ArchiveError, match="'bomb' is larger than 25 MiB"):
        check_archive(bomb)
    file, _ = exported(filled)
    monkeypatch.setattr(archive, "MAX_ENTRIES", 3)
    with pytest.raises(ArchiveError, match="more than 3 entries"):
        check_archive(file)
    with pytest.raises(ArchiveError, match="copy the data directory"):
        exported(filled)
    monkeypatch.setattr(archive, "MAX_ENTRIES", 4)
    monkeypatch.setattr(archive, "MAX_TOTAL", 1000)
    with pytest.raises(ArchiveError, match="copy the data directory"):
        check_archive(file)
    with pytest.raises(ArchiveError, match="copy the data directory"):
        exported(filled)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_that_is_packed_otherwise_than_ours_is_refused_before_it_is_unpacked(method: int) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as new:
        new.writestr("manifest.json", b"{}")
        new.writestr("bomb", bytes(20 * 1024 * 1024), method)
    tracemalloc.start()
    with pytest.raises(ArchiveError, match="'bomb' is packed in a way that Landscape doesn't write; pack it again"):
        check_archive(made)
    assert tracemalloc.get_traced_memory()[1] < 2 * 1024 * 1024
    tracemalloc.stop()


@pytest.mark.parametrize("name", ["manifest.json", "documents/a.md"])
def test_an_archive_is_counted_while_it_is_unpacked_whatever_size_it_states(filled: Library, name: str) -> None:
    with zipfile.ZipFile(exported(filled)[0]) as old:
        entries = {path: old.read(path) for path in old.namelist()}
    with_manifest(entries, lambda manifest: manifest.update(documents=[{**manifest["documents"][0], "path": name}]))
    packed = zipped({"manifest.json": entries["manifest.json"], name: bytes(60 * 1024 * 1024)}).getvalue()
    size = (60 * 1024 * 1024).to_bytes(4, "little")
    assert packed.count(size) == 2  # beside the entry and in the list of contents
    tracemalloc.start()
    with pytest.raises(ArchiveError):
        check_archive(io.BytesIO(packed.replace(size, (100).to_bytes(4, "little"))))
    assert tracemalloc.get_traced_memory()[1] < 20 * 1024 * 1024
    tracemalloc.stop()


def test_documents_of_another_model_are_not_mixed_with_those_of_this_one(filled: Library, opened: Opened) -> None:
    other = opened("other")
    other._store.set_fingerprint(SHARED, "another model")
    with pytest.raises(StaleIndex, match="landscape index rebuild"):
        imported(other, exported(filled)[0])
    assert rows(other) == 0
