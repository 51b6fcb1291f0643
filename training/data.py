"""Build the judge's training pairs: `python -m training.data OUT_DIR` writes train.jsonl and dev.jsonl.

`--round 2` draws anew, with other cuts and other made negatives, for training that goes on from a first round. `--windows`
names the folder of `training.windows`: then the pairs of the community sets are added, only `--older` of the others are kept,
half of them answerable, and dev.jsonl has the first windows of `communities_dev`.
"""

import argparse
import hashlib
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer

SHARED = Path(__file__).parents[2] / "shared"
SEED = 20261124
LONGEST = 110  # words of a passage, as the product cuts them
CROPPED = 0.65  # of the pairs are cut to a window of one of these sizes, as the product judges windows of sentences
WINDOWS = (25, 45, 60, 75)  # words
TITLED = 0.6  # of the pairs have their document's title before the passage, as the product has
CASUAL = 0.12  # of the questions are typed as people type in a chat: no capitals, no question mark
NAME = re.compile(r"(?<![.!?:\"“] )(?<!^)\b[A-Z][\w’'-]+(?: (?:of |the |de |von )?[A-Z][\w’'-]+)*")
NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
WORD = re.compile(r"\w+")
STOP_WORDS = """
a an the of in on at to for and or is are was were be been did do does what which who whom when where why how
many much by with from as that this it its their his her has have had not
"""
STOP = frozenset(STOP_WORDS.split())
# How many pairs of each kind a set gives: answerable and unanswerable labels as they come, then made by rule.
RECIPE: dict[str, dict[str, int]] = {
    "squad2_train": {"yes": 9999, "no": 9999, "mined": 800, "removed": 500, "swapped": 500},
    "squad2_dev_other_half": {"yes": 9999, "no": 9999, "mined": 250, "swapped": 300},
    "selqa": {"yes": 900, "no": 900, "mined": 100},
    "nq_oracle": {"yes": 9999, "mined": 550, "removed": 350},
    "qed_nq": {"yes": 9999, "mined": 400, "removed": 300},
    "squadshifts_newwiki": {"yes": 900, "mined": 400, "removed": 250, "swapped": 300},
    "xquad_en": {"yes": 9999, "mined": 50, "swapped": 60},
    "covid_qa": {"yes": 250, "mined": 130, "removed": 120},
    "policyqa": {"yes": 150, "mined": 120},
    "molweni": {"yes": 250, "no": 9999, "mined": 50},
    "boolq": {"yes": 350, "mined": 300},
}
# The second round: more pairs made by rule, and what the first left unused of the sets that are people's own questions.
SECOND_RECIPE: dict[str, dict[str, int]] = {
    "squad2_train": {"yes": 9999, "no": 9999, "mined": 900, "removed": 700, "swapped": 900},
    "squad2_dev_other_half": {"yes": 9999, "no": 9999, "mined": 300, "swapped": 700},
    "selqa": {"yes": 1500, "no": 1400, "mined": 200},
    "nq_oracle": {"yes": 9999, "mined": 700, "removed": 450, "swapped": 200},
    "qed_nq": {"yes": 9999, "mined": 500, "removed": 350, "swapped": 150},
    "squadshifts_newwiki": {"yes": 2000, "mined": 800, "removed": 600, "swapped": 700},
    "xquad_en": {"yes": 9999, "mined": 100, "swapped": 100},
    "covid_qa": {"yes": 400, "mined": 200, "removed": 200},
    "policyqa": {"yes": 200, "mined": 160},
    "molweni": {"yes": 350, "no": 9999, "mined": 100},
    "boolq": {"yes": 700, "mined": 600},
}
RECIPES = {1: RECIPE, 2: SECOND_RECIPE, 3: SECOND_RECIPE}


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, a passage, and whether the passage answers it; `span` holds the answer's offsets where known.

    `anywhere`: the answer is not the span itself but stands somewhere in it, as in a sentence of evidence.
    """

    question: str
    passage: str
    answerable: bool
    span: tuple[int, int] | None
    group: str
    source: str
    kind: str
    context: str = ""  # the title of the document, where it is known and shown
    anywhere: bool = False


@dataclass(frozen=True, slots=True)
class Labelled:
    """A pair as its set gives it."""

    question: str
    passage: str
    answerable: bool
    answers: tuple[str, ...]
    evidence: tuple[str, ...]
    group: str


def read_lines(path: Path) -> Iterator[dict[str, object]]:
    """Yield the objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def read_windows(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines that `training.windows` or `training.dump` wrote for a benchmark."""
    paths = sorted(folder.glob("*.jsonl"))
    if not paths:
        raise SystemExit(f"{folder} holds nothing yet; training/README.md says which command fills it")
    for path in paths:
        yield from (dict(row) for row in read_lines(path))


def strings(value: object) -> tuple[str, ...]:
    """Return a JSON list of strings as a tuple."""
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def squash(text: str) -> str:
    """Return text with white space normalised."""
    return " ".join(text.split())


def read_set(name: str) -> list[Labelled]:
    """Return the labelled pairs of one set under shared/."""
    if name == "squad2_train":
        rows = read_lines(SHARED / "bench" / name / "questions.jsonl")
        return [
            Labelled(
                str(row["question"]), squash(str(row["paragraph"])), bool(row["answerable"]), strings(row["answers"]),
                strings(row["evidence"]), str(row["paragraph_document_id"]),
            )
            for row in rows
        ]  # fmt: skip
    rows = read_lines(SHARED / "train" / name / "pairs.jsonl")
    return [
        Labelled(
            str(row["question"]), squash(str(row["passage"])), bool(row["answerable"]), strings(row["answers"]), (),
            str(row["group"]),
        )
        for row in rows
    ]  # fmt: skip


def development_text() -> set[str]:
    """Return 8-word shingles of the development documents: pairs that hold one are left out of training."""
    found: set[str] = set()
    for bench in ("squad2_dev", "single_topic_dev"):
        for row in read_lines(SHARED / "bench" / bench / "documents.jsonl"):
            found |= shingles(str(row["text"]))
    return found


def shingles(text: str) -> set[str]:
    """Return all runs of 8 words, in lower case."""
    words = WORD.findall(text.lower())
    return {" ".join(words[i : i + 8]) for i in range(len(words) - 7)}


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the offsets of the sentences of a passage."""
    cuts = [0, *(m.end() for m in re.finditer(r"[.!?][\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])", text)), len(text)]
    return [(a, b) for a, b in pairwise(cuts) if b > a]


def content(text: str) -> set[str]:
    """Return the words that carry meaning, cut to six letters as a crude stem."""
    return {word[:6] for word in WORD.findall(text.lower()) if word not in STOP}


def locate(pair: Labelled) -> tuple[int, int] | None:
    """Return the answer's offsets: inside the evidence where given, else in the sentence nearest to the question."""
    asked = content(pair.question)
    best: tuple[int, tuple[int, int]] | None = None
    for answer in pair.answers[:6]:
        if not answer.strip():
            continue
        for match in re.finditer(re.escape(squash(answer)), pair.passage):
            inside = [(a, b) for a, b in sentences(pair.passage) if a <= match.start() < b]
            near = pair.passage[inside[0][0] : inside[0][1]] if inside else ""
            score = 2 * len(asked & content(near)) + 20 * any(near.strip() in squash(e) for e in pair.evidence)
            if best is None or score > best[0]:
                best = (score, match.span())
    return best[1] if best else None


def crop(passage: str, centre: int, words: int, rng: random.Random) -> tuple[str, int]:
    """Return a run of whole sentences around sentence `centre`, of about `words` words, and its offset."""
    spans = sentences(passage)
    first = last = centre
    while True:
        sides = [side for side in (first - 1, last + 1) if 0 <= side < len(spans)]
        if not sides:
            break
        side = rng.choice(sides)
        wider = passage[spans[min(side, first)][0] : spans[max(side, last)][1]]
        if len(wider.split()) > words:
            break
        first, last = min(first, side), max(last, side)
    start, end = spans[first][0], spans[last][1]
    return passage[start:end].rstrip(), start


def shaped(pair: Labelled, rng: random.Random, source: str, kind: str, may_crop: bool = True) -> Pair:
    """Return the pair with its passage whole or cropped; both labels are cropped alike so that length tells nothing."""
    span = locate(pair) if pair.answerable else None
    size = len(pair.passage.split())
    words = rng.choice(WINDOWS) if may_crop and rng.random() < CROPPED else LONGEST
    passage, offset = pair.passage, 0
    question = pair.question
    if rng.random() < CASUAL:
        question = question.lower().rstrip("? ")
    context = title_of(source, pair.group) if rng.random() < TITLED else ""
    if size > words and may_crop and (span or not pair.answerable):
        spans = sentences(pair.passage)
        if span:
            centre = next(i for i, (a, b) in enumerate(spans) if a <= span[0] < b)
        else:
            asked = content(pair.question)
            centre = max(range(len(spans)), key=lambda i: len(asked & content(pair.passage[slice(*spans[i])])))
        passage, offset = crop(pair.passage, centre, words, rng)
    moved = (span[0] - offset, span[1] - offset) if span else None
    if moved and moved[1] > len(passage):
        moved = None
    return Pair(question, passage, pair.answerable, moved, pair.group, source, kind, context)


def title_of(source: str, group: str) -> str:
    """Return the title of the document that a group of pairs comes from; empty where its set has no titles."""
    if source in ("molweni", "covid_qa", "policyqa"):
        return ""
    title = group.split(":", 1)[-1].removeprefix("sq2-").replace("_", " ")
    if group.startswith("sq2-"):
        title = title.replace("-", " ").capitalize()
    return "" if title == "Miscellaneous" else title


def without_answer(pair: Labelled) -> Labelled | None:
    """Return the pair with every sentence that holds an answer taken out, or None where too little is left."""
    answers = [squash(a).lower() for a in pair.answers if a.strip()]
    kept = [pair.passage[a:b] for a, b in sentences(pair.passage)]
    left = [text for text in kept if not any(answer in text.lower() for answer in answers)]
    passage = "".join(left).strip()
    if not answers or len(left) == len(kept) or len(passage.split()) < 25:
        return None
    return Labelled(pair.question, passage, False, (), (), pair.group)


def swapped(pair: Labelled, others: Sequence[str], rng: random.Random) -> Labelled | None:
    """Return the pair with a name or number of the question exchanged for another of the passage or document."""
    for pattern in rng.sample((NAME, NUMBER), 2):
        held = [m for m in pattern.finditer(pair.question) if m.group() in pair.passage]
        if not held:
            continue
        old = rng.choice(held)
        near = [pair.passage] if rng.random() < 0.6 else list(others)
        taken = content(pair.question) | content(" ".join(pair.answers))
        shape = len(old.group()) if pattern is NUMBER else 0
        names = [
            m.group()
            for text in near
            for m in pattern.finditer(text)
            if not content(m.group()) & taken and content(m.group()) and (not shape or len(m.group()) == shape)
        ]
        if names:
            question = pair.question[: old.start()] + rng.choice(names) + pair.question[old.end() :]
            return Labelled(question, pair.passage, False, (), (), pair.group)
    return None


def mined(pairs: Sequence[Labelled], wanted: int, rng: random.Random) -> list[Labelled]:
    """Return questions with a best-ranked passage that lacks their answers: of their document where it has others."""
    passages: dict[str, str] = {pair.passage: pair.group for pair in pairs}
    texts = list(passages)
    groups: dict[str, list[int]] = defaultdict(list)
    for i, text in enumerate(texts):
        groups[passages[text]].append(i)
    vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english")
    matrix = vectorizer.fit_transform(texts)
    asked = rng.sample(pairs, min(wanted, len(pairs)))
    similar = vectorizer.transform([pair.question for pair in asked]) @ matrix.T
    found = []
    for row, pair in enumerate(asked):
        scores = similar[row].toarray()[0]
        pool = groups[pair.group] if len(groups[pair.group]) > 3 and rng.random() < 0.75 else range(len(texts))
        ranked = sorted(pool, key=lambda i: -scores[i])[:8]
        answers = [squash(a).lower() for a in pair.answers if a.strip()]
        wrong = [
            texts[i]
            for i in ranked
            if texts[i] != pair.passage
            and not any(a in texts[i].lower() for a in answers)
            and not shingles(texts[i]) & shingles(pair.passage)
        ]
        if wrong:
            found.append(Labelled(pair.question, rng.choice(wrong[:3]), False, (), (), pair.group))
    return found


def build(name: str, recipe: dict[str, int], taboo: set[str], rng: random.Random) -> list[Pair]:
    """Return the pairs of one set as its recipe asks."""
    rows = [row for row in read_set(name) if not shingles(row.passage) & taboo]
    yes = [row for row in rows if row.answerable]
    no = [row for row in rows if not row.answerable]
    rng.shuffle(yes)
    rng.shuffle(no)
    may_crop = name != "squad2_dev_other_half"  # most of its answers are not given, so they cannot be kept in view
    pairs = [shaped(row, rng, name, "yes", may_crop) for row in yes[: recipe["yes"]]]
    pairs += [shaped(row, rng, name, "no", may_crop) for row in no[: recipe.get("no", 0)]]
    pairs += [shaped(row, rng, name, "mined", may_crop) for row in mined(yes, recipe.get("mined", 0), rng)]
    by_group: dict[str, list[str]] = defaultdict(list)
    for row in yes:
        by_group[row.group].append(row.passage)
    removed: list[Labelled] = []
    exchanged: list[Labelled] = []
    for row in yes:
        if len(removed) < recipe.get("removed", 0) and (made := without_answer(row)):
            removed.append(made)
        if len(exchanged) < recipe.get("swapped", 0):
            made = swapped(row, rng.sample(by_group[row.group], min(4, len(by_group[row.group]))), rng)
            exchanged += [made] if made else []
    pairs += [shaped(row, rng, name, "removed", may_crop) for row in removed]
    pairs += [shaped(row, rng, name, "swapped", may_crop) for row in exchanged]
    return pairs


def sha256_of(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def held_out(group: str) -> bool:
    """Say whether a source document is kept for development: 5 % of them, by hash."""
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % 20 == 0


def main() -> None:
    """Write train.jsonl and dev.jsonl and print how many pairs of each kind they hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--round", type=int, choices=sorted(RECIPES), default=1)
    parser.add_argument("--windows", type=Path, help="folder that training.windows wrote")
    parser.add_argument("--older", type=int, default=4000, help="pairs of the other sets beside those of communities")
    options = parser.parse_args()
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    rng = random.Random(SEED + options.round - 1)
    taboo = development_text()
    pairs = [pair for name, recipe in RECIPES[options.round].items() for pair in build(name, recipe, taboo, rng)]
    rng.shuffle(pairs)
    parts = {"train": [p for p in pairs if not held_out(p.group)], "dev": [p for p in pairs if held_out(p.group)]}
    if options.windows:
        from training.communities import community_pairs, first_windows

        others = [p for p in parts["train"] if p.source != "squad2_train"]  # whose windows are there
        kept = [[p for p in others if p.answerable == label][: options.older // 2] for label in (True, False)]
        windows = [
            pair
            for source in (SHARED / "train" / "communities", SHARED / "bench" / "squad2_train")
            for pair in community_pairs(options.windows / source.name, source, rng)
        ]
        parts["train"] = [*windows, *kept[0], *kept[1]]
        parts["dev"] = list(first_windows(options.windows / "communities_dev"))
        for rows in parts.values():
            rng.shuffle(rows)
    for part, rows in parts.items():
        (out / f"{part}.jsonl").write_text("".join(json.dumps(asdict(row)) + "\n" for row in rows), encoding="utf-8")
        print(part, len(rows), dict(sorted(Counter(f"{row.source}/{row.kind}" for row in rows).items())))


if __name__ == "__main__":
    main()
