"""A community of one document and three questions, one of which nothing answers."""

from index.measuring.benchmark import Benchmark, BenchmarkDocument, BenchmarkQuestion
from training.community_runs import CommunityBenchmark

NOON = "The ferry to Vara leaves the old harbour at noon on every weekday."
FARE = "A crossing costs 12 crowns."
TEXT = f"The ferry\n\nTimes\n\n{NOON} On Sundays it stays in port.\n\nFares\n\n{FARE} Bicycles travel free of charge.\n"


def make_community() -> CommunityBenchmark:
    asked = {
        "a": ("When does the ferry to Vara leave the old harbour?", (NOON,)),
        "b": ("what does a crossing cost", (FARE,)),
        "c": ("Is there a ferry to Helsinki in winter?", ()),
    }
    questions = tuple(
        BenchmarkQuestion(name, text, bool(evidence), evidence, ("f",) * len(evidence), "any", ("f",))
        for name, (text, evidence) in asked.items()
    )
    documents = (BenchmarkDocument("f", "The ferry", None, None, TEXT),)
    lines = {name: {"community": "vara", "style": "full", "kind": None} for name in asked}
    return CommunityBenchmark(Benchmark("vara", documents, questions), lines)
