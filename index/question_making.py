"""Questions made from documents by rule, some with an answer in them and some without, to fit a threshold to a corpus."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from corpus.documents import Passage
from index.lexical import terms
from index.questions import names

_AUXILIARY = re.compile(r"\b(is|are|was|were|has|have|had|can|may|must|will|should|does|did)\b")
_SUBJECT_WORDS = 8
_NO_SUBJECT = frozenset(
    "it this that these those he she they we you i there here what which who when where why how if as while because "
    "although since after before in on at for from with by to and but or so however".split()
)
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")

# Attributes of a thing; a template is only used where no document has any of its words.
_ATTRIBUTES = (
    "In which city is {} based?", "Who founded {}?", "How many employees does {} have?", "How much does {} weigh?",
    "What is the phone number of {}?", "When was {} born?", "What colour is {}?", "How tall is {}?",
    "What is the salary of {}?", "Who is married to {}?", "Which bank lends money to {}?", "What is the motto of {}?",
    "Which university did {} attend?", "Who designed the logo of {}?", "What is the annual revenue of {}?",
    "Which lawyer represents {}?", "What did {} eat for breakfast?", "Where did {} go on holiday?",
    "What warranty does {} come with?", "Which awards did {} win?",
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
    """A question and its kind; only `STATED` ones have an answer. Questions of one `source` sentence go together."""

    text: str
    kind: Kind
    source: int


def make_questions(
    passages: Sequence[Passage], in_corpus: Callable[[str], bool], *, each: int = 100, seed: int = 1
) -> list[MadeQuestion]:
    """Return up to `each` questions with an answer in the passages, as many near misses, and some off topic.

    Stated: sentences whose subject is exchanged for "what". Near misses: the same with a number or a name exchanged for
    another of the documents, and attributes that no document has a word for. `in_corpus` says whether any document has
    a stemmed word. The same passages yield the same questions.
    """
    rng = random.Random(seed)
    sentences = [
        span.of(passage.document.text).replace("\n", " ") for passage in passages for span in passage.sentences
    ]
    stated = list(dict.fromkeys(filter(None, map(ask_for_subject, sentences))))
    rng.shuffle(stated)
    stated = stated[:each]
    known = list(dict.fromkeys(name for sentence in sentences for name in names(sentence)))
    said = [set(terms(sentence)) for sentence in sentences]
    exchanged = [(source, _exchanged(question, known, said, rng)) for source, question in enumerate(stated)]
    near = [MadeQuestion(text, Kind.NEAR_MISS, source) for source, text in exchanged if text][: each // 2]
    attributes = _attributes(known, in_corpus, each - len(near), rng)
    far = [question for question in _ELSEWHERE if not any(map(in_corpus, terms(question)))]
    made = [MadeQuestion(text, Kind.STATED, source) for source, text in enumerate(stated)] + near
    made += [MadeQuestion(text, Kind.NEAR_MISS, source) for source, text in enumerate(attributes)]
    made += [MadeQuestion(text, Kind.OFF_TOPIC, source) for source, text in enumerate(far)]
    return made


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
    if not plain or subject[0].lower() in _NO_SUBJECT or len(terms(rest)) < 3:
        return None
    return f"What {rest}?"


def _exchanged(question: str, known: Sequence[str], said: Sequence[set[str]], rng: random.Random) -> str | None:
    """Return the question with a number or a name exchanged, so that no sentence has `said` all of its words."""
    for held, others in ((_NUMBER.findall(question), None), (names(question), known)):
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
        exchange = partial(_constant, new)
        made = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", exchange, question, count=1)
        wanted = set(terms(made))
        if made != question and not any(wanted <= words for words in said):
            return made
    return None


def _constant(text: str, _: re.Match[str]) -> str:
    return text


def _attributes(known: Sequence[str], in_corpus: Callable[[str], bool], wanted: int, rng: random.Random) -> list[str]:
    templates = [one for one in _ATTRIBUTES if not any(map(in_corpus, terms(one.replace("{}", ""))))]
    pairs = [(template, name) for template in templates for name in known]
    chosen = rng.sample(pairs, min(wanted, len(pairs)))
    return [template.format(name) for template, name in chosen]
