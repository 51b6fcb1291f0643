"""The engine keeps what it derives from the store in step with it."""

from sqlalchemy import event

from corpus.scopes import SHARED, of_server, visible_to
from index.engine import Engine


def test_the_overview_follows_every_change_of_its_scopes_and_a_servers_own_come_first(lighthouse: Engine) -> None:
    seen = visible_to(1)
    assert lighthouse.overview(seen).titles == ("The lighthouse of Vara",)
    bees = lighthouse.add(b"# Bees\n\nA hive of bees keeps warm through the winter.", "bees.md", of_server(1))
    both = lighthouse.overview(seen)
    assert (both.titles, both.documents) == (("Bees", "The lighthouse of Vara"), 2)
    assert both.updated == max(document.added_at for document in lighthouse.store.listing(seen))
    assert lighthouse.overview(visible_to(2)).titles == ("The lighthouse of Vara",)
    lighthouse.store.remove(bees.document_id)
    assert lighthouse.overview(seen).titles == ("The lighthouse of Vara",)


def test_documents_of_one_title_are_named_once_and_counted_each(lighthouse: Engine) -> None:
    for place in ("garden", "orchard"):
        lighthouse.add(f"# Bees\n\nA hive of bees stands in the {place}.".encode(), f"{place}.md", SHARED)
    seen = lighthouse.overview([SHARED])
    assert (seen.titles, seen.documents) == (("The lighthouse of Vara", "Bees"), 3)


def test_the_titles_of_documents_that_have_not_changed_are_not_read_again(lighthouse: Engine) -> None:
    first = lighthouse.overview([SHARED])
    read: list[str] = []
    event.listen(lighthouse.store._engine, "before_cursor_execute", lambda *told: read.append(told[2]))
    assert lighthouse.overview([SHARED]) == first
    assert read
    assert not any("versions" in statement for statement in read)


QUESTIONS = ("When was the lighthouse of Vara built?", "What keeps warm through the winter?")


def test_the_index_of_an_idle_scope_is_dropped_and_answers_the_same_when_it_is_loaded_again(
    lighthouse: Engine,
) -> None:
    scopes = [visible_to(number, notes=False) for number in (1, 2, 3)]
    for number in (1, 2, 3):
        text = f"# Bees\n\nA hive of {number} bees keeps warm through the winter."
        lighthouse.add(text.encode(), "bees.md", of_server(number))
    before = [lighthouse.answer(question, seen) for question in QUESTIONS for seen in scopes]
    sizes = {scope: index.size for scope, index in lighthouse._indexes.items()}
    assert set(sizes) == {SHARED, *map(of_server, (1, 2, 3))}
    lighthouse._index_bytes = sizes[SHARED] + sizes[of_server(3)]
    assert [lighthouse.answer(question, seen) for question in QUESTIONS for seen in scopes] == before
    assert list(lighthouse._indexes) == [SHARED, of_server(3)]
    lighthouse._index_bytes = 0
    assert [lighthouse.answer(question, seen) for question in QUESTIONS for seen in scopes] == before
    assert list(lighthouse._indexes) == [of_server(3)]
