"""Titles of documents are completed while a moderator types, also with typing errors."""

from __future__ import annotations

from typing import Any

import pytest
import simcord
from support.uploads import FERRY, read_plain, upload

from corpus.store.documents import UnknownDocument

pytestmark = pytest.mark.simcord(settle_timeout=60)


async def test_titles_are_completed_in_spite_of_typing_errors(env: simcord.Env, mod: Any, channel: Any) -> None:
    pier = b"# The long pier of Vara\n\nThe pier has nine ropes.\n"
    await upload(mod, channel, ("ferry.md", FERRY), ("pier.md", pier), publish=True)
    for command in ("show", "edit", "replace", "remove", "history"):
        (choice,) = await mod.autocomplete(channel, f"corpus {command}", "document", "teh feryr")
        assert choice["name"].startswith("The ferry (")
    (choice,) = await mod.autocomplete(channel, "corpus list", "search", "logn peir")
    assert choice["value"] == "The long pier of Vara"
    told = await mod.slash(channel, "corpus show", document="teh feryr")
    assert read_plain(told.response) == (
        "No document of this server is called “teh feryr”; perhaps you mean “The ferry”: pick one from the list that is "
        "offered while you type."
    )
    simcord.assert_error(env, UnknownDocument)
    await mod.slash(channel, "corpus remove", document="The ferry")
    (choice,) = await mod.autocomplete(channel, "corpus restore", "document", "teh feryr")
    assert choice["name"].startswith("The ferry (")
