"""Web pages: whatever is seen of a page's text is kept, on short pages and long ones, and what is not seen stays out."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.converted import PHRASES, convert_bytes, count_lost_words, list_left_out, read_lines
from support.format_files import epub

from corpus.conversion.outcome import Refused

FILLER = "".join(
    f"<p>Locker {number} holds a rope, a lamp and the papers of its boat, which stay dry there.</p>"
    for number in range(40)
)


def _page(body: str, head: str = "", *, long: bool = False) -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}{FILLER if long else ''}</body></html>".encode()


def _read(body: str) -> list[str]:
    """Return what can be quoted of a page, which is the same when the page is long."""
    lines = read_lines(_page(body), "page.html")
    assert read_lines(_page(body, long=True), "page.html")[: len(lines)] == lines
    return lines


def _read_line(words: str) -> str:
    (line,) = _read(f"<p>{words}</p>")
    return line


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<form><h1>Club</h1><p>Be on time.</p><input name=a></form><p>Ask us.</p>", ["Be on time.", "Ask us."]),
        ("<article><header><p>In short.</p></header><aside><p>Note.</p></aside><p>At length.</p></article>",
         ["In short.", "Note.", "At length."]),
        ("<pre>a: 1\n  b: 2</pre><pre><span>if</span> dark:\n    start()</pre>", ["a: 1\n  b: 2", "if dark:\n    start()"]),
        ("<dl><dt>Who pays?</dt><dd>The club.</dd><dt>Fee</dt><dd>Ten euros.</dd></dl>", ["The club.", "Fee", "Ten euros."]),
        ("<p>Press <button>Save</button> to go on.</p><div><button>Share</button></div>", ["Press Save to go on."]),
        ("<details><summary>Why?</summary>Because.</details>", ["Because."]),
        ("<p>It costs <del>5</del> <ins>7</ins> euros.</p><p><s>Free.</s></p><strike>Gone.</strike>", ["It costs 7 euros."]),
        ("<p>Now <span style='text-decoration: line-through'>ten</span> nine.</p>", ["Now nine."]),
        ("<p>weather<wbr>station</p>", ["weatherstation"]),
        ("<p>Half is <math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>.</p>", ["Half is 1/2."]),
        ("<table><tr><td>Only one column here.</td></tr></table>", ["Only one column here."]),
        ("<label>Name <input></label>", ["Name"]),
    ],
)  # fmt: skip
def test_what_is_seen_is_read(body: str, lines: list[str]) -> None:
    assert _read(body) == lines


@pytest.mark.parametrize(
    "unseen",
    [
        "<p hidden>No.</p>",
        "<p style='display:none'>No.</p>",
        "<div style='visibility: hidden'><p>No.</p></div>",
        "<p style='font-size:0'>No.</p>",
        "<p style='opacity: 0;'>No.</p>",
        "<p style='position:absolute; left:-9999px'>No.</p>",
        "<p class='sr-only'>No.</p>",
        "<script>No.</script><style>No.</style><template>No.</template><noscript>No.</noscript>",
        "<dialog>No.</dialog>",
    ],
)
def test_what_is_hidden_is_not_read(unseen: str) -> None:
    assert _read(f"<p>Yes.</p>{unseen}<p>Also.</p>") == ["Yes.", "Also."]


def test_buttons_that_open_answers_are_questions() -> None:
    for opener in (
        "<h3><button aria-expanded=false>{}</button></h3>",
        "<button class=accordion>{}</button>",
        "<button aria-expanded=false aria-controls=a>{}</button>",
        "<summary>{}</summary>",
    ):
        asked = "".join(
            f"<div>{opener.format(question)}<div id=a hidden=until-found><p>{answer}</p></div></div>"
            for question, answer in (("May I bring a dog?", "On a lead."), ("Is there tea?", "At four."))
        )
        text = convert_bytes(_page(asked), "a.html").markdown
        assert [line.strip("#* ") for line in text.split("\n") if line] == [
            "May I bring a dog?", "On a lead.", "Is there tea?", "At four.",
        ]  # fmt: skip


def test_a_part_that_a_button_opens_is_read_although_it_is_hidden_until_then() -> None:
    panel = "<button aria-controls=p>Is there tea?</button><div id=p hidden><p>At four.</p></div>"
    assert "At four." in _read(panel)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("10<sup>6</sup> litres", "10^6 litres"),
        ("5 × 10<sup>−4</sup> on 40 m<sup>2</sup>", "5 × 10^−4 on 40 m^2"),
        ("built in 1962<sup>3</sup> here", "built in 1962 [3] here"),
        ("built in 1962<sup><a href='#n3'>3</a></sup>", "built in 1962 [3]"),
        ("built in 1962<a epub:type=noteref href='n.xhtml#n3'>3</a> here", "built in 1962 [3] here"),
        ("in 1962<sup class=reference><a href='#c'>[7]</a></sup> too", "in 1962 [7] too"),
        ("the lamp<sup>2</sup> burns.<sup>4</sup>", "the lamp [2] burns. [4]"),
        ("on the 1<sup>st</sup> and 2<sup>nd</sup>", "on the 1st and 2nd"),
        ("5<sup>1</sup>/<sub>2</sub> cups", "5 1/2 cups"),
        ("2<sup>n</sup> and 2<sup>n+1</sup>", "2^n and 2^(n+1)"),
        ("CO<sub>2</sub>, 10<sub>2</sub>, log<sub>2</sub>8", "CO2, 10_2, log_2 8"),
        ("20<span style='vertical-align: super'>3</span>", "20^3"),
        ("Fees<sup>new</sup>this year", "Fees new this year"),
        ("mark<sup>*</sup>", "mark*"),
        ("<ruby>舟<rp>(</rp><rt>ふね</rt><rp>)</rp></ruby>", "舟(ふね)"),
    ],
)
def test_small_type_never_runs_into_a_number(source: str, line: str) -> None:
    assert _read_line(source) == line


def test_what_is_left_out_is_counted() -> None:
    page = _page(
        "<header>Club site</header><nav>Home</nav><main><h1>Rules</h1><p>Be kind. <s>Or not.</s></p><p hidden>Psst.</p>"
        "<button>Share</button><form><label>Name</label><input></form><iframe src=x></iframe><img alt='A boat' src=x></main>"
        "<aside>Buy tea.</aside><footer>Imprint</footer>"
    )
    assert read_lines(page, "a.html") == ["Be kind."]
    assert list_left_out(page, "a.html") == [
        "1 page header", "1 menu", "1 side column", "1 page footer", "1 struck-out text", "1 hidden part", "1 button", "1 form",
        "1 embedded page", "1 picture",
    ]  # fmt: skip


def test_a_menu_in_the_head_of_a_page_counts_with_it() -> None:
    page = _page("<header>Club site<nav><a href=/>Home</a></nav></header><p>Be kind.</p>")
    assert read_lines(page, "a.html") == ["Be kind."]
    assert list_left_out(page, "a.html") == ["1 page header"]


def test_what_stands_beside_the_main_text_is_left_out_and_counted_but_for_the_title() -> None:
    page = _page(
        "<div><h1>Rules</h1></div><div>Buy our tea.</div><main><p>Be kind and bring a rope each time.</p></main>"
    )
    assert convert_bytes(page, "a.html").title == "Rules"
    assert read_lines(page, "a.html") == ["Be kind and bring a rope each time."]
    assert list_left_out(page, "a.html") == ["1 part around the main text"]


def test_a_page_whose_main_part_is_the_smaller_one_is_read_whole() -> None:
    assert _read("<main><p>Short.</p></main><div><p>The longer part stands elsewhere.</p></div>") == [
        "Short.",
        "The longer part stands elsewhere.",
    ]


def test_a_title_in_the_head_of_a_page_is_kept() -> None:
    assert (
        "## "
        not in convert_bytes(_page("<header><h1>Rules</h1><p>For all.</p></header><p>Be kind.</p>"), "a.html").markdown
    )
    assert _read("<header><h1>Rules</h1><p>For all.</p></header><p>Be kind.</p>") == ["For all.", "Be kind."]


def _refuse(page: bytes) -> str:
    with pytest.raises(Refused) as caught:
        convert_bytes(page, "a.html")
    return str(caught.value)


@pytest.mark.parametrize(
    ("head", "body", "target"),
    [
        ("<meta http-equiv=refresh content='0; url=new/'>", "<p>Click here.</p>", "new/"),
        ("<base href='https://a.example/x/'><meta http-equiv=Refresh content='3;URL=\"new/\"'>", "<p>Wait.</p>",
         "https://a.example/x/new/"),
        ("<link rel=canonical href='https://a.example/new/'><meta http-equiv=refresh content='0; new/'>", "Go.",
         "https://a.example/new/"),
        ("<title>Redirecting…</title>", "<p><a href='https://a.example/b'>Go on</a></p>", "https://a.example/b"),
    ],
)  # fmt: skip
def test_a_page_that_only_leads_on_is_refused_with_its_target(head: str, body: str, target: str) -> None:
    assert _refuse(_page(body, head)) == f"only leads on to {target}; add that page instead"


@pytest.mark.parametrize("content", ["300", "600; url=/other", "0"])
def test_a_page_that_loads_itself_again_is_read(content: str) -> None:
    page = _page("<p>Tide at ten.</p>", f"<meta http-equiv=refresh content='{content}'>")
    assert read_lines(page, "a.html") == ["Tide at ten."]


@pytest.mark.parametrize(
    "body",
    [
        "<h1>404</h1><p>Sorry.</p>",
        "<h1>Page not found</h1><p>Try the search.</p>",
        "<h1>This page doesn’t exist</h1><p>Go home.</p>",
        "<h2>Error 404: Not Found</h2>",
        "<h1>We can't find that page</h1><p>Look around.</p>",
    ],
)
def test_a_page_that_says_it_was_not_found_is_refused(body: str) -> None:
    assert _refuse(_page(body)).startswith("says that its page was not found, and little else; check the link")


def test_a_page_about_what_is_not_found_is_read() -> None:
    body = "<h1>What to do when a page is not found</h1>"
    assert len(read_lines(_page(body, long=True), "a.html")) == 40
    assert _read("<h1>Room 404</h1><p>The room is on the fourth floor.</p>") == ["The room is on the fourth floor."]


# Bodies of pages and chapters: pieces of HTML, and the words that are seen of each.
Piece = tuple[str, list[str]]


def _put_in(tags: str, inner: str) -> str:
    """Return HTML inside of tags, the outer one first: "article header"."""
    outer = tags.split()
    return "".join(f"<{tag}>" for tag in outer) + inner + "".join(f"</{tag}>" for tag in reversed(outer))


def _wrap(*tags: str) -> st.SearchStrategy[Piece]:
    return st.tuples(st.sampled_from(tags), PHRASES).map(lambda made: (_put_in(*made), [made[1]]))


def _wrap_several(outer: str, inner: str) -> st.SearchStrategy[Piece]:
    return st.lists(PHRASES, min_size=1, max_size=3).map(
        lambda texts: (f"<{outer}>{''.join(f'<{inner}>{text}</{inner}>' for text in texts)}</{outer}>", texts)
    )


def _make_table(rows: list[list[str]]) -> Piece:
    first, *others = rows
    names = "".join(f"<th>{name}</th>" for name in first)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in others)
    return f"<table><tr>{names}</tr>{lines}</table>", [cell for row in rows for cell in row]


PIECES: st.SearchStrategy[Piece] = st.recursive(
    st.one_of(
        _wrap("p", "div", "h1", "h2", "h4", "pre", "blockquote", "span", "em", "center", "address", "ins", "a", "code"),
        _wrap("p b", "p a", "h2 button", "details summary", "figure figcaption", "ul li p", "dl dt b"),
        _wrap_several("ul", "li"),
        _wrap_several("ol", "li"),
        _wrap_several("dl", "dt"),
        _wrap_several("dl", "dd"),
        _wrap_several("form", "p"),
        st.lists(st.lists(PHRASES, min_size=2, max_size=2), min_size=2, max_size=4).map(_make_table),
        PHRASES.map(lambda text: (text, [text])),
    ),
    lambda inner: st.tuples(
        st.sampled_from(
            ["div", "section", "article", "form", "blockquote", "article header", "article aside", "main", "ul li"]
        ),
        st.lists(inner, min_size=1, max_size=4),
    ).map(
        lambda made: (
            _put_in(made[0], " ".join(piece for piece, _ in made[1])),
            [text for _, texts in made[1] for text in texts],
        )
    ),
    max_leaves=8,
)


@pytest.mark.slow
@given(st.lists(PIECES, min_size=1, max_size=5), st.booleans())
@settings(max_examples=80, deadline=None)
def test_no_word_of_a_page_or_a_book_is_lost(pieces: list[Piece], long: bool) -> None:
    body = "".join(f"{piece}\n" for piece, _ in pieces)
    shown = [text for _, texts in pieces for text in texts]
    assert not count_lost_words(shown, epub([f"<html><body>{body}</body></html>"]), "a.epub")
    if "<main>" not in body:  # beside a main part stand others that are left out, and counted
        assert not count_lost_words(shown, _page(body, long=long), "a.html")


@given(st.lists(PHRASES, min_size=1, max_size=6))
@settings(max_examples=50, deadline=None)
def test_a_page_has_no_word_that_is_not_seen(texts: list[str]) -> None:
    body = "".join(f"<p>{escape(text)}</p><p hidden>Unseen 123.</p><del>Unseen 123.</del>" for text in texts)
    assert "123" not in convert_bytes(_page(body), "a.html").markdown
