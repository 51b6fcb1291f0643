"""A training pair of the judge: a question beside a passage, cut and titled as the product's windows are."""

import random
import re
from dataclasses import dataclass

from training.files import squash_spaces
from training.labelled import LabelledPair, cut_sentences, stem_content

_LONGEST = 110  # words of a passage, as the product cuts them
_CROPPED = 0.65  # of the pairs are cut to one of these sizes, as the product judges windows of sentences
_SIZES = (25, 45, 60, 75)  # words
_TITLED = 0.6  # of the pairs have their document's title before the passage, as the product has
_CASUAL = 0.12  # of the questions are typed as people type in a chat: no capitals, no question mark


@dataclass(frozen=True, slots=True)
class TrainingPair:
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


def shape_pair(
    labelled: LabelledPair, rng: random.Random, source: str, kind: str, may_crop: bool = True
) -> TrainingPair:
    """Return a labelled pair as it is trained on: whole or cropped, both labels alike, so that length tells nothing."""
    span = locate_answer(labelled) if labelled.answerable else None
    size = len(labelled.passage.split())
    words = rng.choice(_SIZES) if may_crop and rng.random() < _CROPPED else _LONGEST
    passage, offset = labelled.passage, 0
    question = labelled.question
    if rng.random() < _CASUAL:
        question = question.lower().rstrip("? ")
    context = name_document(source, labelled.group) if rng.random() < _TITLED else ""
    if size > words and may_crop and (span or not labelled.answerable):
        spans = cut_sentences(labelled.passage)
        if span:
            centre = next(i for i, (a, b) in enumerate(spans) if a <= span[0] < b)
        else:
            asked = stem_content(labelled.question)
            shared = [len(asked & stem_content(labelled.passage[start:end])) for start, end in spans]
            centre = max(range(len(spans)), key=shared.__getitem__)
        passage, offset = crop_passage(labelled.passage, centre, words, rng)
    moved = (span[0] - offset, span[1] - offset) if span else None
    if moved and moved[1] > len(passage):
        moved = None
    return TrainingPair(question, passage, labelled.answerable, moved, labelled.group, source, kind, context)


def locate_answer(labelled: LabelledPair) -> tuple[int, int] | None:
    """Return the answer's offsets: inside the evidence where given, else in the sentence nearest to the question."""
    asked = stem_content(labelled.question)
    best: tuple[int, tuple[int, int]] | None = None
    for answer in labelled.answers[:6]:
        if not answer.strip():
            continue
        for match in re.finditer(re.escape(squash_spaces(answer)), labelled.passage):
            inside = [(a, b) for a, b in cut_sentences(labelled.passage) if a <= match.start() < b]
            near = labelled.passage[inside[0][0] : inside[0][1]] if inside else ""
            in_evidence = any(near.strip() in squash_spaces(evidence) for evidence in labelled.evidence)
            score = 2 * len(asked & stem_content(near)) + 20 * in_evidence
            if best is None or score > best[0]:
                best = (score, match.span())
    return best[1] if best else None


def crop_passage(passage: str, centre: int, words: int, rng: random.Random) -> tuple[str, int]:
    """Return a run of whole sentences around sentence `centre`, of about `words` words, and its offset."""
    spans = cut_sentences(passage)
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


def name_document(source: str, group: str) -> str:
    """Return the title of the document that a group of pairs comes from; empty where its set has no titles."""
    if source in ("molweni", "covid_qa", "policyqa"):
        return ""
    title = group.split(":", 1)[-1].removeprefix("sq2-").replace("_", " ")
    if group.startswith("sq2-"):
        title = title.replace("-", " ").capitalize()
    return "" if title == "Miscellaneous" else title
