"""Near-duplicates are found by whole sentences, by nearly the same words and by title, whatever formats the files have."""

from __future__ import annotations

from support.format_files import pdf

from corpus.scopes import SHARED, draft_of
from index.engine import Engine
from index.upkeep.near_duplicates import find_near_duplicates

DRAFT = draft_of(SHARED, "a1")
RULES = (
    "A member may borrow up to six books at the same time.",
    "The loan of a book ends after four weeks and may be renewed once.",
    "Whoever loses a book pays what a new copy costs.",
)
OTHERS = "".join(
    f"The reading room number {n} opens at {n} in the morning, and its lamp is green.\n\n" for n in range(9)
)


def repeat(*sentences: str, head: str = "# Borrowing\n\n") -> bytes:
    return (head + OTHERS + " ".join(sentences)).encode()


def test_sentences_that_a_file_repeats_from_a_pdf_are_counted(empty_engine: Engine) -> None:
    empty_engine.add(pdf([list(RULES)]), "rules.pdf", SHARED)
    empty_engine.add(repeat(*RULES), "borrowing.md", DRAFT)
    (near,) = find_near_duplicates(empty_engine, DRAFT, [SHARED])
    assert (near.document.filename, near.repeated, near.sentences, near.same_title) == ("rules.pdf", 3, 12, False)


def test_one_phrase_in_a_long_document_is_no_near_duplicate(empty_engine: Engine) -> None:
    empty_engine.add(" ".join(RULES).encode(), "rules.txt", SHARED)
    empty_engine.add(repeat(RULES[0]), "borrowing.md", DRAFT)
    assert find_near_duplicates(empty_engine, DRAFT, [SHARED]) == []


def test_a_title_that_exists_is_pointed_out_whatever_the_documents_say(empty_engine: Engine) -> None:
    empty_engine.add(b"# Borrowing\n\nThe cellar is closed in winter.\n", "cellar.md", SHARED)
    empty_engine.add(repeat(head="# BORROWING\n\n"), "borrowing.md", DRAFT)
    (near,) = find_near_duplicates(empty_engine, DRAFT, [SHARED])
    assert (near.document.filename, near.same_title, near.part) == ("cellar.md", True, 0)


def test_two_new_files_that_say_the_same_are_pointed_out_once(empty_engine: Engine) -> None:
    empty_engine.add(pdf([list(RULES)]), "rules.pdf", DRAFT)
    empty_engine.add(" ".join(RULES).encode(), "rules.txt", DRAFT)
    (near,) = find_near_duplicates(empty_engine, DRAFT, [SHARED])
    assert (near.document.filename, near.repeated, near.sentences) == ("rules.pdf", 3, 3)
