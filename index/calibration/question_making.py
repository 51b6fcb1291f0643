"""Questions made from documents by rule, some with an answer in them and some without, to fit thresholds to a corpus."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from corpus.documents import Passage
from index.answering.questions import pick_names
from index.retrieval.lexical import stem_words

_AUXILIARY = re.compile(r"\b(is|are|was|were|has|have|had|can|may|must|will|should|does|did)\b")
_SUBJECT_WORDS = 8
_NO_SUBJECT = frozenset(
    "it this that these those he she they we you i there here what which who when where why how if as while because "
    "although since after before in on at for from with by to and but or so however".split()
)
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_HOW_TO = re.compile(r"how to\s+(?=\w)", re.IGNORECASE)
_HEADING_TERMS = range(2, 9)  # with fewer a heading asks nothing, with more it is a sentence

# What is asked of a thing; a template is only used where no document has any of its words.
_ASKED_OF_THINGS = (
    "Who founded {}?", "In which city is {} based?", "how much does {} weigh", "What is the phone number of {}?",
    "{} annual revenue?", "Does {} come with a warranty?", "Which university did {} attend?", "{} salary?",
    "Who designed the logo of {}?", "Is {} insured?", "How do I get a refund for {}?", "Which lawyer represents {}?",
    "can i lend {} to a friend", "Which awards did {} win?", "How do I translate {} into Portuguese?", "{} discount?",
    "Why was {} sold?", "Is there a podcast about {}?", "How do I import {} from a spreadsheet?", "{} birthday?",
)  # fmt: skip
# Things that few communities write about; a question is only used where the documents have none of its words.
_ELSEWHERE = (
    "How do I bake sourdough bread?", "Who painted the Mona Lisa?", "What is the boiling point of mercury?",
    "How far is the Moon from the Earth?", "Which team won the football championship?", "How do I prune an apple tree?",
    "What is the capital of Mongolia?", "Who composed the Moonlight Sonata?", "How do penguins keep warm?",
    "When did the Roman Empire fall?", "How do I remove a coffee stain?", "Which vitamin is in carrots?",
    "How is cheese made?", "What causes thunder?", "Who discovered penicillin?", "How do I knit a scarf?",
    "How deep is the Mariana Trench?", "Which river flows through Cairo?", "What is a haiku?",
    "How long does a tortoise live?", "Who wrote Don Quixote?", "How do I tune a guitar?",
    "What is the tallest mountain in Africa?", "How do bees find their hive?", "Which spices are in a curry?",
    "How are pearls formed?", "What is the offside rule?", "Who invented the bicycle?",
    "How do I sharpen a kitchen knife?", "Why do leaves turn red in autumn?",
)  # fmt: skip


class Kind(StrEnum):
    """Why a made question has an answer or has none."""

    STATED = "stated"
    NEAR_MISS = "near miss"
    OFF_TOPIC = "off topic"


@dataclass(frozen=True, slots=True)
class MadeQuestion:
    """A question and its kind; only `STATED` ones have an answer. Questions of one `source` text go together.

    Where there is a passage `withheld`, it is a near miss without what stands there under the same headings.
    """

    text: str
    kind: Kind
    source: int
    withheld: Passage | None = None

    def allows(self, passage: Passage) -> bool:
        """Whether a passage may answer."""
        held = self.withheld
        return held is None or (held.document.id, held.headings) != (passage.document.id, passage.headings)


def make_questions(
    passages: Sequence[Passage], in_corpus: Callable[[str], bool], *, each: int = 100, seed: int = 1
) -> list[MadeQuestion]:
    """Return up to `each` questions with an answer in the passages, as many near misses, and some off topic.

    Stated: headings, and sentences whose subject is exchanged for "what". Near misses: half are the same, with what is under
    the heading withheld; a quarter the same with a number or a name exchanged for another of the documents; a quarter ask of
    the documents' names what no document has a word for. `in_corpus` says whether any document has a stemmed word. The same
    passages yield the same questions.
    """
    rng = random.Random(seed)
    sentences = [sentence for passage in passages for sentence in _cut_sentences(passage)]
    stated = _make_stated(passages, each, rng)
    known = list(dict.fromkeys(name for sentence in sentences for name in pick_names(sentence)))
    said = [set(stem_words(sentence)) for sentence in sentences]
    order = rng.sample(range(len(stated)), len(stated))
    near = [MadeQuestion(stated[at][0], Kind.NEAR_MISS, at, stated[at][1]) for at in order[: each // 2]]
    exchanged = ((at, _exchange(stated[at][0], known, said, rng)) for at in reversed(order))
    near += [MadeQuestion(text, Kind.NEAR_MISS, at) for at, text in exchanged if text][: each // 4]
    # These are the easiest to refuse: with more of them than one in three, the thresholds would be too low.
    attributes = _ask_attributes(known, in_corpus, min(each - len(near), len(near) // 2), rng)
    far = (question for question in _ELSEWHERE if not any(map(in_corpus, stem_words(question))))
    made = [MadeQuestion(text, Kind.STATED, at) for at, (text, _) in enumerate(stated)] + near
    made += [MadeQuestion(text, Kind.NEAR_MISS, at) for at, text in enumerate(attributes)]
    return made + [MadeQuestion(text, Kind.OFF_TOPIC, at) for at, text in enumerate(far)]


def ask_for_subject(sentence: str) -> str | None:
    """Return the question that a sentence answers with its subject: "The light was lit in 1874." asks what was lit then.

    `None` where no subject of a few words stands before the first auxiliary verb.
    """
    found = _AUXILIARY.search(sentence)
    if found is None or not sentence.endswith("."):
        return None
    before = sentence[: found.start()]
    subject = before.split()
    rest = sentence[found.start() : -1]
    plain = 1 <= len(subject) <= _SUBJECT_WORDS and not any(mark in before for mark in ',;:()"“”')
    if not plain or subject[0].lower() in _NO_SUBJECT or len(stem_words(rest)) < 3:
        return None
    return f"What {rest}?"


def ask_for_heading(heading: str) -> str | None:
    """Return the question that the text under a heading answers: "How to get there" asks "How do I get there?".

    Others are asked as they stand, as members do who type a few words. `None` for a question, and for one word.
    """
    heading = " ".join(heading.split()).rstrip(".:")
    if heading.endswith("?") or len(stem_words(heading)) not in _HEADING_TERMS:
        return None
    how_to = _HOW_TO.match(heading)
    return f"How do I {heading[how_to.end() :]}?" if how_to else f"{heading}?"


def _cut_sentences(passage: Passage) -> list[str]:
    return [span.of(passage.document.text).replace("\n", " ") for span in passage.sentences]


def _make_stated(passages: Sequence[Passage], each: int, rng: random.Random) -> list[tuple[str, Passage]]:
    """Return up to `each` questions with the passages that answer: half of headings, as far as there are, half of sentences."""
    of_headings: dict[str, Passage] = {}
    of_sentences: dict[str, Passage] = {}
    for passage in passages:
        if passage.headings and passage.sentences and (asked := ask_for_heading(passage.headings[-1])):
            of_headings.setdefault(asked, passage)
        for sentence in _cut_sentences(passage):
            if asked := ask_for_subject(sentence):
                of_sentences.setdefault(asked, passage)
    stated = rng.sample(list(of_headings.items()), min(each // 2, len(of_headings)))
    stated += rng.sample(list(of_sentences.items()), min(each - len(stated), len(of_sentences)))
    return stated


def _exchange(question: str, known: Sequence[str], said: Sequence[set[str]], rng: random.Random) -> str | None:
    """Return the question with a number or a name exchanged, so that no sentence has `said` all of its words."""
    for held, others in ((_NUMBER.findall(question), None), (pick_names(question), known)):
        if not held:
            continue
        old = rng.choice(held)
        if others is None:
            new = str(int(re.sub(r"\D", "", old)) + rng.randint(2, 9))
        else:
            strangers = [name for name in others if name not in question]
            if not strangers:
                continue
            new = rng.choice(strangers)
        exchange = partial(_replace_by, new)
        made = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", exchange, question, count=1)
        wanted = set(stem_words(made))
        if made != question and not any(wanted <= words for words in said):
            return made
    return None


def _replace_by(text: str, _: re.Match[str]) -> str:
    return text


def _ask_attributes(
    known: Sequence[str], in_corpus: Callable[[str], bool], wanted: int, rng: random.Random
) -> list[str]:
    templates = [one for one in _ASKED_OF_THINGS if not any(map(in_corpus, stem_words(one.replace("{}", ""))))]
    things = [name for name in known if sum(map(str.isalpha, name)) > 2]
    pairs = [(template, name) for template in templates for name in things]
    chosen = rng.sample(pairs, min(wanted, len(pairs)))
    return [template.format(name) for template, name in chosen]
