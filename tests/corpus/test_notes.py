"""The notes carry every fact of the source article, in their own words, and add nothing to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.paths import ARTICLE, ROOT

NOTES = sorted((ROOT / "corpus" / "notes").glob("*.md"))

needs_article = pytest.mark.skipif(not ARTICLE.is_file(), reason="the source article is not beside this checkout")

KEYS = {"title", "source_title", "author", "language", "tags"}
WORD = re.compile(r"[\w'’.-]+")
NUMBER = re.compile(r"\d+(?:[.:,]\d+)*")
RUN = 9

# What a fact says, and the patterns that must all be found in one paragraph of one note.
FACTS = [
    ("who wrote the article and who published it", ("Guilherme A.", "wr(ote|itten)", "AIResearch")),
    ("the article's category", ("AIResearch", "Machine Learning")),
    ("the article's reading time", ("reading time", r"\b4 min\b")),
    ("the article's headline", ("headline", "pull ahead", "US tightens")),
    ("the article's main argument", ("export controls", "growing open-source gap", "developers worldwide")),
    ("Chinese open models lead on benchmarks", ("Chinese", "American", "key benchmarks")),
    ("the shift ran in the week of the controls", ("less notice", "very week", "foreign users")),
    ("developers' uncomfortable choice", ("uncomfortable choice", "build on")),
    ("the author's origin and former profession", ("Guilherme A.", "former dentist", "MD", "Brazil")),
    ("the author's age, family and interest", ("Guilherme A.", r"\b41\b", "husband", "AI enthusiast")),
    ("the author's change of career", ("Guilherme A.", "2020", "dentistry", "decade", "technology")),
    ("what the author turned to", ("Guilherme A.", "entrepreneurship", "helping other people grow")),
    ("where the author can be reached", ("Guilherme A.", "LinkedIn")),
    ("who sent the letter and to whom", ("Howard Lutnick", "Commerce Secretary", "letter", "CEO", "Dario Amodei")),
    ("what the letter imposed", ("Lutnick", "Fable 5", "Mythos 5", "export controls")),
    ("what triggered the controls", ("unnamed company", "jailbroken", "Mythos", "administration", "national security")),
    ("that the company is not named", ("does not name the company", "jailbroken")),
    ("which department issued the directive", ("Commerce Department", "directive", "jailbreak")),
    ("the models were disabled for everyone, and why", ("9to5Mac", "everyone", "foreign nationals", "technically")),
    ("the hour of the shutdown", ("Forbes", "5:21 pm", "Friday")),
    ("how blunt the intervention was", ("unusually blunt", "federal government", "private AI sector")),
    ("Anthropic's reply", ("Anthropic", "blog post", "disproportionate")),
    ("the irony of the safety argument", ("irony", "Anthropic", "for years", "strict controls", "at its word")),
    ("Anthropic's safety identity", ("Anthropic", "corporate identity", "safety")),
    ("the industry watches a safety story turned weapon", ("industry", "safety narrative", "weapon", "policymakers")),
    ("the shutdown may look like a one-off", ("Fable 5", "one-off", "overreach")),
    ("three forces behind one trend", ("Export controls", "jailbreaks", "maturing Chinese", "underlying trend")),
    ("the capability gap closed", ("Chinese open-source", "gap in capability", "American")),
    ("Crypto Briefing on the quality difference", ("Crypto Briefing", "quality", "practitioners", "policy circles")),
    ("what counts is what engineers pick", ("abstract benchmarks", "engineers", "APIs", "budget")),
    ("DeepSeek-V3.2 in the rankings", ("DeepSeek-V3.2", "top of the open-source rankings", "Humanity Redefined")),
    ("models launched alongside", ("DeepSeek-V3.2", "Google's Gemini 3 Pro", "Claude Opus 4.5", "wave")),
    ("where observers place DeepSeek-V3.2", ("DeepSeek-V3.2", "observers", "reasoning and coding")),
    ("the gap surfaced in commentary", ("gap", "major concern", "industry commentary")),
    ("the two-part landscape", ("splitting in two", "closed frontier models", "Chinese open-source")),
    ("Chinese models against mid-tier US ones", ("some task categories", "match or surpass", "mid-tier proprietary")),
    ("neither side is static", ("neither", "standing still", "direction")),
    ("Microsoft's first in-house models", ("Microsoft", "first in-house", "MAI-Code-1-Flash", "MAI-Thinking-1")),
    ("when and where Microsoft announced them", ("Microsoft", "Build conference", "earlier in June")),
    ("the edition of the conference", ("Build 2026", "Microsoft", "first proprietary")),
    ("Microsoft's aim", ("Microsoft", "aim", "costs", "OpenAI's pricing")),
    ("what MAI-Code-1-Flash does", ("MAI-Code-1-Flash is", "text prompts", "source code")),
    ("what MAI-Thinking-1 is", ("MAI-Thinking-1 is", "medium-sized reasoning model", "efficient", "token", "CNBC")),
    ("where MAI-Thinking-1 runs", ("MAI-Thinking-1 runs on Azure", "infrastructure of Microsoft")),
    ("an option outside the duopoly", ("Azure customers", "domestic option", "duopoly of Anthropic and OpenAI")),
    ("Microsoft's third path is early", ("Microsoft", "third path", "early")),
    ("the open question about Microsoft", ("leaves open", "Microsoft", "soon enough")),
    ("no clean resolution for teams", ("no clean", "teams", "infrastructure")),
    (
        "the three narrowing options",
        ("narrowing", "proprietary APIs", "proprietary data", "Chinese open-source models"),
    ),
    ("Chinese models already compete", ("Chinese models can already compete", "open-source level")),
    ("the question of the next six months", ("six months", "American labs and policy", "developers")),
    ("developers find alternatives", ("Developers", "do not stop working", "alternatives")),
    ("the free alternatives come from Chinese labs", ("most capable models", "freely", "Chinese labs")),
    ("policy may help Chinese providers", ("AI dominance", "unintentionally", "Chinese providers", "ecosystem")),
    ("no coherent industrial strategy", ("no coherent industrial strategy", "frontier", "too little", "alternatives")),
    ("control at the top, loss of the open layer", ("capability ladder", "open-source layer", "daily work")),
    ("who is barred abroad and at home", ("outside the US", "foreign nationals inside the country", "risk")),
    ("pressure towards alternatives", ("international developers", "alternatives", "Chinese open-source")),
    ("no comparable restrictions on Chinese models", ("Chinese open-source", "no access restrictions", "comparable")),
    ("governance questions are legitimate", ("governance questions", "legitimate", "dismiss")),
    ("governance and provenance concerns", ("Chinese open-source", "governance and provenance")),
    ("the failing on the US side", ("US failing", "governance questions", "frontier models", "investment")),
]

# Plain words that open a sentence of the notes and that the article does not use.
PLAIN_OPENERS = {"beside", "industry", "no", "readers"}
LEANING_OPENERS = {"it", "its", "they", "their", "this", "that", "these", "those", "he", "she", "his", "such", "also"}


def parts(path: Path) -> tuple[dict[str, str], str]:
    """Return the front matter of a note and the Markdown below it."""
    opening, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert opening == "", f"{path.name} does not open with front matter"
    return dict(line.split(": ", 1) for line in head.strip().splitlines()), body


def blocks(path: Path) -> list[str]:
    """Return the paragraphs and list items of a note, without its headings."""
    _, body = parts(path)
    found: list[str] = []
    for chunk in re.split(r"\n\s*\n", body.strip()):
        if not chunk.startswith("#"):
            found.extend(item.removeprefix("- ") for item in re.split(r"\n(?=- )", chunk))
    return found


def sentences(block: str) -> list[str]:
    """Split a block into its sentences; the initial in the author's name ends none."""
    return re.split(r"(?<=[.?!])(?<! A\.)\s+(?=[A-Z0-9])", block)


def words(text: str) -> list[str]:
    """Return the words of a text, in lower case."""
    return WORD.findall(text.lower())


def runs(text: str) -> set[tuple[str, ...]]:
    """Return every run of nine words of a text."""
    found = words(text)
    return {tuple(found[i : i + RUN]) for i in range(len(found) - RUN + 1)}


def plain(word: str) -> str:
    """Drop what surrounds a word: a possessive, the full stop of a sentence."""
    return re.sub(r"['’]s?$", "", word.strip(".'’-"))


ALL_BLOCKS = [block for note in NOTES for block in blocks(note)]
ALL_SENTENCES = [sentence for block in ALL_BLOCKS for sentence in sentences(block)]


@pytest.mark.parametrize(("fact", "patterns"), FACTS, ids=[fact for fact, _ in FACTS])
def test_one_paragraph_carries_the_fact(fact: str, patterns: tuple[str, ...]) -> None:
    assert any(all(re.search(pattern, block, re.IGNORECASE) for pattern in patterns) for block in ALL_BLOCKS), fact


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.stem)
def test_every_note_says_where_it_comes_from(note: Path) -> None:
    head, body = parts(note)
    assert head.keys() >= KEYS
    assert all(head.values())
    assert head["author"] == "Guilherme A."
    assert head["language"] == "en"
    assert re.fullmatch(r"\[[^\[\],]+(, [^\[\],]+)*\]", head["tags"])
    assert body.strip().startswith("# ")


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.stem)
def test_no_note_claims_a_link_or_a_date_of_publication(note: Path) -> None:
    head, body = parts(note)
    assert not head.keys() & {"url", "published", "date"}
    assert "http" not in body


def test_the_questions_stand_as_headings_with_an_answer_each() -> None:
    faqs = [note for note in NOTES if "## Frequently asked questions\n" in parts(note)[1]]
    assert len(faqs) == 1
    _, _, section = parts(faqs[0])[1].partition("## Frequently asked questions\n")
    chunks = re.split(r"\n\s*\n", section.strip())
    assert len(chunks) >= 16
    for question, answer in zip(chunks[::2], chunks[1::2], strict=True):
        assert re.fullmatch(r"### [A-Z].*\?", question)
        assert not answer.startswith(("#", "-"))


@pytest.mark.parametrize("sentence", ALL_SENTENCES)
def test_a_sentence_can_be_quoted_alone(sentence: str) -> None:
    found = words(sentence)
    assert 10 <= len(found) <= 35
    assert found[0] not in LEANING_OPENERS
    assert sentence.endswith(".")


def test_no_sentence_stands_twice() -> None:
    assert len(set(ALL_SENTENCES)) == len(ALL_SENTENCES)


@needs_article
def test_every_number_in_the_notes_is_in_the_article() -> None:
    known = set(NUMBER.findall(ARTICLE.read_text(encoding="utf-8")))
    used = {number for note in NOTES for number in NUMBER.findall(note.read_text(encoding="utf-8"))}
    assert used - known == set()


@needs_article
def test_every_name_in_the_notes_is_in_the_article() -> None:
    article = ARTICLE.read_text(encoding="utf-8")
    known = {plain(word) for word in WORD.findall(article)}
    known_lower = {word.lower() for word in known}
    titles = [parts(note)[0]["title"] for note in NOTES]
    headings = [line.lstrip("# ") for note in NOTES for line in parts(note)[1].splitlines() if line.startswith("#")]
    in_lower_case = {plain(word) for text in ALL_SENTENCES for word in WORD.findall(text) if word.islower()}
    openers = {plain(WORD.findall(sentence)[0]) for sentence in ALL_SENTENCES}
    later = {plain(word) for text in [*ALL_SENTENCES, *titles, *headings] for word in WORD.findall(text)[1:]}

    strange = {word for word in openers if word.lower() not in known_lower | in_lower_case | PLAIN_OPENERS}
    strange |= {word for word in later if word != word.lower() and word not in known}
    # The article's own page runs its publisher's name together with itself, and MAI stands only inside longer names.
    assert {word for word in strange if word not in article} == set()


@needs_article
def test_no_nine_words_in_a_row_are_the_articles() -> None:
    taken = runs(ARTICLE.read_text(encoding="utf-8"))
    for note in NOTES:
        assert runs(note.read_text(encoding="utf-8")) & taken == set(), note.name


@needs_article
def test_this_test_repeats_no_nine_words_of_the_article_either() -> None:
    taken = runs(ARTICLE.read_text(encoding="utf-8"))
    assert runs(Path(__file__).read_text(encoding="utf-8")) & taken == set()
