"""The replies to several questions in one message: within Discord's limits, each with its own look and buttons."""

from __future__ import annotations

import re
from typing import Any

import pytest
from support.discord_schema import texts
from support.passages_made import BUILT, LIGHT, OVERVIEW, cite, passage, unsure
from support.reply_views import assert_within_limits

from bot.ui.layout import BLURPLE, ORANGE, YELLOW, View
from bot.ui.several_replies import ShownPart, render_several
from bot.wording import HEADINGS
from corpus.documents import Span
from index.outcomes import Answer, Citation, Reason, Refusal

ANSWER = Answer("When was it built?", (cite(1, passage(), 0),), 0.9)
UNSURE = unsure(cite(1, passage(), 2))
REFUSAL = Refusal("Who keeps it?", Reason.NOT_STATED, 0.2, (cite(1, passage(), 1),), "They speak of the light.")


def cards(view: View) -> list[dict[str, Any]]:
    return [part for part in view.to_components() if part["type"] == 17]


def test_each_reply_is_a_card_of_its_own_colour_with_its_own_buttons() -> None:
    parts = [ShownPart(reply, number, public=True) for number, reply in enumerate((ANSWER, UNSURE, REFUSAL), start=7)]
    view = render_several(parts, OVERVIEW)
    first, second, third = cards(view)
    assert [card["accent_color"] for card in (first, second, third)] == [BLURPLE, ORANGE, YELLOW]
    assert BUILT in texts([first])
    assert LIGHT in texts([second])
    assert HEADINGS[Reason.NOT_STATED] in texts([third])
    for number, card in enumerate((first, second, third), start=7):
        identities = re.findall(r"'custom_id': '([^']+)'", str(card))
        assert f"receipt:{number}" in identities
        assert all(identity.endswith(f":{number}") for identity in identities)


def test_the_source_of_a_quote_is_a_link_in_its_line() -> None:
    view = render_several([ShownPart(ANSWER, 1), ShownPart(REFUSAL, 2)], OVERVIEW)
    assert "History · [Source](https://example.org/vara" in texts(view.to_components())


def test_what_the_documents_are_about_is_not_listed_in_each_refusal() -> None:
    view = render_several([ShownPart(REFUSAL, 1), ShownPart(REFUSAL, 2)], OVERVIEW)
    assert "The ferry" not in texts(view.to_components())


@pytest.mark.parametrize("hostile", ["*" * 3000, "word. " * 900, "~_`|>#[](x) " * 300])
@pytest.mark.parametrize("answered", [True, False])
def test_five_replies_of_any_length_fit_or_the_last_are_left_out_with_a_word(hostile: str, answered: bool) -> None:
    cited = [
        passage(f"a {hostile}", (hostile, hostile), identity=f"d{n}", title=hostile, author=hostile) for n in range(3)
    ]
    citations = tuple(Citation(n, one, Span(0, len(hostile))) for n, one in enumerate(cited, start=1))
    long = (
        Answer(hostile, citations, 0.9)
        if answered
        else Refusal(hostile, Reason.NOT_STATED, 0.1, citations[:2], hostile)
    )
    view = render_several([ShownPart(long, 10**17 + n, public=True) for n in range(5)], OVERVIEW, left_out=2)
    assert_within_limits(view)
    shown = len(cards(view))
    assert shown >= 1
    assert re.search(
        rf"I answered the first .*questions? of 7\. Please ask the other {7 - shown} again\.",
        texts(view.to_components()),
    )
