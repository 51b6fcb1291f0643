"""A dump says what the product reads for each question, and where the evidence stands."""

from support.ferry import make_community

from index.engine import Engine
from training.dump import dump_questions


def test_a_dump_says_where_the_evidence_stands(empty_engine: Engine) -> None:
    rows = {row["id"]: row for row in dump_questions(empty_engine, make_community(), limit=10, depth=3)}
    assert rows["a"]["read"][0]["holds"] == [0]
    assert [sentence["holds"] for sentence in rows["a"]["read"][0]["sentences"]].count(True) == 1
    assert not any(passage["holds"] for passage in rows["c"]["read"])


def test_a_sample_is_of_so_many_questions_and_the_same_each_time(empty_engine: Engine) -> None:
    ids = [[row["id"] for row in dump_questions(empty_engine, make_community(), limit=2, depth=1)] for _ in range(2)]
    assert len(ids[0]) == 2
    assert ids[0] == ids[1]
