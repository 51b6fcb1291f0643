"""What the styles of a Word document say of text: which is struck out or hidden, which numbers it, which is a heading."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALSE = ("0", "false", "off", "none")
_DEEPEST = 12  # styles that are based on one another


class WordStyles:
    """The styles of a document, each with those that it is based on."""

    def __init__(self, root: etree._Element | None) -> None:
        styles = () if root is None else root.iterchildren(f"{W}style")
        self._styles: dict[str, etree._Element] = {style.get(f"{W}styleId", ""): style for style in styles}

    def iterate(self, identity: str | None) -> Iterator[etree._Element]:
        """Yield a style and those under it, the nearest first."""
        for _ in range(_DEEPEST):
            style = self._styles.get(identity or "")
            if style is None:
                return
            yield style
            identity = read_value(style.find(f"{W}basedOn"))

    def name_headings(self) -> None:
        """Give the styles that stand in the outline the names of headings, by which they are told; a body has level 10."""
        for identity, style in self._styles.items():
            levels = (read_value(each.find(f"{W}pPr/{W}outlineLvl")) for each in self.iterate(identity))
            level, name = next(filter(None, levels), ""), style.find(f"{W}name")
            if (
                level in set("012345")
                and name is not None
                and not _read_name(style).startswith(("heading ", "toc", "title"))
            ):
                name.set(f"{W}val", f"heading {int(level) + 1}")

    def is_heading(self, identity: str | None) -> bool:
        """Whether paragraphs of a style are headings."""
        return any(_read_name(style).startswith("heading ") for style in self.iterate(identity))

    def shows_names(self, identity: str | None) -> bool:
        """Whether a style of tables sets the first row off from the others."""
        return any(
            part.get(f"{W}type") == "firstRow" and len(part) > 0
            for style in self.iterate(identity)
            for part in style.iterchildren(f"{W}tblStylePr")
        )

    def has_effect(self, run: etree._Element, *names: str) -> bool:
        """Whether a run has one of the effects ("strike"), by itself, or by its style or its paragraph's."""
        paragraph = next(run.iterancestors(f"{W}p"), None)
        own = run.find(f"{W}rPr")
        for name in names:
            if (stated := read_switch(own, name)) is not None:
                if stated:
                    return True
                continue
            identities = [read_value(own.find(f"{W}rStyle")) if own is not None else None]
            identities.append(read_value(paragraph.find(f"{W}pPr/{W}pStyle")) if paragraph is not None else None)
            for identity in identities:
                stated = next(
                    (
                        switch
                        for style in self.iterate(identity)
                        if (switch := read_switch(style.find(f"{W}rPr"), name)) is not None
                    ),
                    None,
                )
                if stated is not None:
                    if stated:
                        return True
                    break
        return False


def read_value(element: etree._Element | None) -> str | None:
    """Return the value of a property, None where it isn't stated."""
    return element.get(f"{W}val") if element is not None else None


def read_switch(properties: etree._Element | None, name: str) -> bool | None:
    """Return whether a property is on, None where it isn't stated."""
    switch = properties.find(f"{W}{name}") if properties is not None else None
    return None if switch is None else switch.get(f"{W}val", "1") not in _FALSE


def _read_name(style: etree._Element) -> str:
    return (read_value(style.find(f"{W}name")) or "").casefold()
