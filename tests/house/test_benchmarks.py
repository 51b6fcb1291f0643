"""The benchmark that comes with the repository is one that anybody can run: whole, half unanswerable, and free of what is shared."""

from __future__ import annotations

from support.paths import ROOT

from index.measuring.benchmark import load_benchmark

FOLDER = ROOT / "benchmarks" / "kettlebrook"


def test_half_of_its_questions_have_no_answer_and_the_others_stand_word_for_word_in_a_document() -> None:
    bench = load_benchmark(FOLDER)
    texts = {document.id: " ".join(document.text.split()) for document in bench.documents}
    answerable = [question for question in bench.questions if question.answerable]
    assert len(texts) == 4
    assert 40 <= len(bench.questions) <= 60
    assert 2 * len(answerable) == len(bench.questions)
    for question in answerable:
        (evidence,), (identity,) = question.evidence, question.document_ids
        assert " ".join(evidence.split()) in texts[identity], question.id
    assert all(question.kind for question in bench.questions if not question.answerable)


def test_no_question_stands_in_it_twice() -> None:
    asked = [question.question.casefold() for question in load_benchmark(FOLDER).questions]
    assert len(set(asked)) == len(asked)
