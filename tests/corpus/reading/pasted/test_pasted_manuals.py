"""Manuals and notes as plain text: what is typed, counted or set in columns is content, and never a heading or furniture."""

from support.pasted import reading

INTRODUCTION = (
    "The club's weather station sends its figures to the harbour office every ten minutes, day and night, all year.\n\n"
    "Whoever looks after it should read this page once, and keep a copy of it in the hut beside the station.\n\n"
)


def quotes(text: str) -> list[str]:
    document = reading(text)
    return [" ".join(block.span.of(document.text).split()) for block in document.blocks]


def headings(text: str) -> set[str]:
    return {heading for block in reading(text).blocks for heading in block.headings}


def test_rows_of_a_table_in_markdown_are_rows_whichever_stands_last() -> None:
    text = INTRODUCTION + (
        "Ports\n\n| Name   | Label | Notes  |\n\n| PORT 1 | T1/R1 |        |\n| PORT 2 | T2/R2 | Radio  |\n\n"
        "Power\n\n| Name | Label |\n\n| 9V   | red   |\n\nThe red wire must never touch the mast, or the fuse blows.\n"
    )
    quoted = quotes(text)
    assert {"| PORT 1 | T1/R1 | |", "| PORT 2 | T2/R2 | Radio |", "| 9V | red |"} <= set(quoted)
    assert not any("|" in heading for heading in headings(text))


def test_settings_and_commands_are_quoted_and_head_nothing() -> None:
    text = INTRODUCTION + (
        "To name the station, add this line to its file:\n\nSTATION_NAME=pier\n\nThe office shows that name on its screen.\n\n"
        "Then run the following command on the station:\n\nstationctl configure\n\nIt asks for the key of the office.\n\n"
        "Setting up\n\nThe station stands on the roof of the hut, where no tree keeps the wind away.\n"
    )
    assert {"STATION_NAME=pier", "stationctl configure"} <= set(quotes(text))
    assert headings(text) == {"Setting up"}


def test_what_stands_right_under_code_belongs_to_it() -> None:
    text = INTRODUCTION + (
        "Ask the station for its last figures:\n\nfigures = station.read(3)\n0 2 3\n# the wind comes last\n\n"
        "The first figure is the hour at which the station was read by the office.\n"
    )
    assert {"0 2 3", "# the wind comes last"} <= set(quotes(text))


def test_a_line_of_code_that_stands_twice_is_no_title_and_nothing_before_it_is_lost() -> None:
    code = "station = Station.open(port)\n"
    text = INTRODUCTION + f"Open the port before anything else:\n\n{code}\nOr, with a name for it:\n\n{code}\n"
    assert any(quoted.startswith("The club's weather station sends") for quoted in quotes(text))
    assert "Station.open" not in (reading(text).source.title or "")


def test_a_list_of_numbers_with_their_meanings_is_no_conversation() -> None:
    text = (
        INTRODUCTION
        + "Colours\n\nHere is what the lamp of the station says:\n\n- 30: dark\n- 31: red\n- 32: green\n- 33: blue\n"
    )
    assert headings(text) == {"Colours"}


def test_a_numbered_list_goes_on_behind_code() -> None:
    text = INTRODUCTION + (
        "To silence the bell, edit its file:\n1. Open the file:\n\n   sudo vim /etc/bell\n\n2. Uncomment the line of the bell:\n"
        "   - Press i, go to the line, and delete the sign in front of it.\n3. Open a new terminal to check the change.\n"
    )
    assert "Uncomment the line of the bell:" in quotes(text)
    assert headings(text) == set()


def test_a_plain_text_may_begin_with_a_line_of_hyphens() -> None:
    text = "---\ntitle: and other words that came to mind\n\nThe harbour office closes at noon on the last day of the year.\n"
    assert "The harbour office closes at noon on the last day of the year." in quotes(text)


def test_a_heading_with_nothing_under_it_is_counted() -> None:
    document = reading("Mind the ice.\n\nOpening hours\n\nWinter\n\nThe hut is closed from the first snow on.\n")
    assert [str(each) for each in document.left_out] == ["1 heading with nothing under it"]
