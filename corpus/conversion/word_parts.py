"""The XML of a Word document, changed so that what a reader sees stands in it as text, and what he does not see is gone."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from corpus.conversion.archives import parse_xml
from corpus.conversion.equations import MATH, write_equation
from corpus.conversion.markup import Markup
from corpus.conversion.word_numbers import WordNumbers
from corpus.conversion.word_styles import W, WordStyles, read_value
from corpus.conversion.word_tables import mend_tables

_TEXTS = ("document", "footnotes", "endnotes")
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_VML = "{urn:schemas-microsoft-com:vml}"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_DATA = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}dm"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHECKBOX = "{http://schemas.microsoft.com/office/word/2010/wordml}checkbox"
_MARGIN = re.compile(r"word/(header|footer)\d*\.xml")
_OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"
_UNWRAPPED = ("fldSimple", "bdo", "dir", "smartTag", "customXml")  # mammoth drops some of these with their text
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def rewrite_parts(archive: zipfile.ZipFile, markup: Markup) -> io.BytesIO:
    """Return a copy of a document, without its pictures, whose text is what Word shows; note what is left out.

    Numbers of headings, equations and text boxes stand in it as text; struck-out, deleted and hidden text is gone.
    """
    style_sheet = _read_part(archive, "word/styles.xml")
    styles = WordStyles(style_sheet)
    styles.name_headings()
    changed: dict[str, bytes] = {}
    for text in _TEXTS:
        name = f"word/{text}.xml"
        if (root := _read_part(archive, name)) is not None:
            numbers = WordNumbers(_read_part(archive, "word/numbering.xml"), styles)
            _Part(root, styles, markup, _read_diagrams(archive, text)).rewrite(numbers)
            changed[name] = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    if style_sheet is not None:  # mammoth reads no looks, and is slow
        etree.strip_elements(style_sheet, f"{W}latentStyles", f"{W}tblStylePr", f"{W}rPr", f"{W}tblPr")
        changed["word/styles.xml"] = etree.tostring(style_sheet, encoding="UTF-8", xml_declaration=True)
    comments = _read_part(archive, "word/comments.xml")
    markup.leave_out("comment", 0 if comments is None else len(comments.findall(f"{W}comment")))
    for name in archive.namelist():
        if found := _MARGIN.fullmatch(name):
            margin = _read_part(archive, name)
            markup.leave_out(f"page {found[1]}", int(margin is not None and _has_words(margin)))
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as copy:
        for entry in archive.infolist():
            if not entry.filename.startswith("word/media/") and not entry.is_dir():
                copy.writestr(entry.filename, changed.get(entry.filename) or archive.read(entry))
    return output


def _read_part(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    try:
        return parse_xml(archive.read(name))
    except KeyError:
        return None


def _read_diagrams(archive: zipfile.ZipFile, text: str) -> dict[str, list[str]]:
    """Return the words in the boxes of each diagram (SmartArt) of a part, by the identity with which the part names it."""
    relations = _read_part(archive, f"word/_rels/{text}.xml.rels")
    diagrams: dict[str, list[str]] = {}
    for relation in () if relations is None else relations:
        if relation.get("Type", "").endswith("/diagramData"):
            data = _read_part(archive, posixpath.normpath(posixpath.join("/word", relation.get("Target", "")))[1:])
            paragraphs = () if data is None else data.iter(f"{_A}p")
            lines = ("".join(word.text or "" for word in each.iter(f"{_A}t")) for each in paragraphs)
            diagrams[relation.get("Id", "")] = [line for line in lines if line.strip()]
    return diagrams


class _Part:
    """One part of a document while it is changed."""

    def __init__(
        self, root: etree._Element, styles: WordStyles, markup: Markup, diagrams: dict[str, list[str]]
    ) -> None:
        self._root = root
        self._diagrams = diagrams
        self._styles = styles
        self._markup = markup

    def rewrite(self, numbers: WordNumbers) -> None:
        self._choose_alternatives()
        self._write_diagrams()
        self._unwrap()
        self._drop_unseen()
        self._write_equations()
        self._mark_pictures()
        self._write_numbers(numbers)
        mend_tables(self._root, self._styles)

    def _choose_alternatives(self) -> None:
        """Keep the text box of a drawing where its fallback has none; count drawings once."""
        for alternatives in list(self._root.iter(f"{_MC}AlternateContent")):
            choice, fallback = alternatives.find(f"{_MC}Choice"), alternatives.find(f"{_MC}Fallback")
            if choice is None:
                continue
            box = next(choice.iter(f"{W}txbxContent"), None)
            if fallback is None or (box is not None and next(fallback.iter(f"{W}txbxContent"), None) is None):
                kept = fallback if fallback is not None else etree.SubElement(alternatives, f"{_MC}Fallback")
                for child in [*kept]:
                    kept.remove(child)
                kept.extend(list(choice))
            alternatives.remove(choice)
        for drawing in list(self._root.iter(f"{W}drawing")):
            for box in [box for box in drawing.iter(f"{W}txbxContent") if not _stands_in_box(box, drawing)]:
                _put_box(box, drawing)

    def _write_diagrams(self) -> None:
        for diagram in list(self._root.iter(_DIAGRAM)):
            drawing = next(diagram.iterancestors(f"{W}drawing"), None)
            if drawing is None or not (lines := self._diagrams.get(diagram.get(_DATA, ""), [])):
                self._markup.leave_out("diagram")
                continue
            box = etree.Element(f"{W}txbxContent")
            for line in lines:
                etree.SubElement(box, f"{W}p").append(_make_run(line))
            _put_box(box, drawing)

    def _unwrap(self) -> None:
        for name in _UNWRAPPED:
            for element in list(self._root.iter(f"{W}{name}")):
                _replace(element, [child for child in element if not str(child.tag).endswith("Pr")])
        for box in list(self._root.iter(_CHECKBOX)):
            box.getparent().remove(box)  # the sign in its place says whether it is ticked
        for break_ in self._root.iter(f"{W}cr"):
            break_.tag = f"{W}br"
        for tab in self._root.iter(f"{W}ptab"):
            tab.tag = f"{W}tab"
        for ruby in list(self._root.iter(f"{W}ruby")):
            _replace(ruby.getparent(), [run for base in ruby.iter(f"{W}rubyBase") for run in base])

    def _drop_unseen(self) -> None:
        markup = self._markup
        deleted = [*self._root.iter(f"{W}del", f"{W}moveFrom")]
        markup.leave_out("deleted text", sum(1 for each in deleted if each.tag == f"{W}del" and _has_words(each)))
        for each in deleted:
            if not str(each.getparent().tag).endswith("Pr"):
                _replace(each, [])
        for run in list(self._root.iter(f"{W}r")):
            if self._styles.has_effect(run, "strike", "dstrike"):
                markup.leave_out("struck-out text", int(_has_words(run)))
            elif self._styles.has_effect(run, "vanish"):
                markup.leave_out("hidden text", int(_has_words(run)))
            else:
                continue
            _replace(run, [kept for kept in run if kept.tag in (f"{W}fldChar", f"{W}footnoteReference")], within=run)
        for row in list(self._root.iter(f"{W}tr")):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                markup.leave_out("deleted row", int(_has_words(row)))
                row.getparent().remove(row)
            elif properties is not None and properties.find(f"{W}hidden") is not None:
                markup.leave_out("hidden row", int(_has_words(row)))
                row.getparent().remove(row)

    def _write_equations(self) -> None:
        for equation in list(self._root.iter(f"{MATH}oMathPara", f"{MATH}oMath")):
            if equation.getparent() is None or any(
                above.tag == f"{MATH}oMathPara" for above in equation.iterancestors()
            ):
                continue
            words = write_equation(equation)
            if not words:
                self._markup.leave_out("equation")
            run = _make_run(_set_apart(words or "[equation]", equation))
            if equation.getparent().tag in (f"{W}body", f"{W}tc", f"{W}txbxContent"):
                paragraph = etree.Element(f"{W}p")
                paragraph.append(run)
                run = paragraph
            _replace(equation, [run])

    def _mark_pictures(self) -> None:
        """Count what is no text; where it stands amid the words of a sentence, a mark tells so."""
        for thing, elements in (
            ("chart", self._root.iter(_CHART)),
            ("picture", self._root.iter(_PICTURE, f"{_VML}imagedata")),
        ):
            for element in list(elements):
                above = next((each for each in element.iterancestors() if each.tag == f"{W}object"), None)
                kind = self._name_object(above) if above is not None else thing
                self._markup.leave_out(kind)
                run = next(element.iterancestors(f"{W}r"), None)
                if run is not None and _is_amid_words(run):
                    run.addprevious(_make_run(f"[{kind}]"))

    def _name_object(self, container: etree._Element) -> str:
        programs = [each.get("ProgID", "") for each in container.iter(_OLE)]
        return "equation" if any(each.startswith("Equation") for each in programs) else "embedded object"

    def _write_numbers(self, numbers: WordNumbers) -> None:
        for paragraph in self._root.iter(f"{W}p"):
            if next(paragraph.iterchildren(f"{W}r", f"{W}hyperlink", f"{W}ins", f"{W}sdt"), None) is None:
                continue
            number = numbers.count(paragraph)
            properties = paragraph.find(f"{W}pPr")
            if number is None or properties is None:
                continue
            heading = self._styles.is_heading(read_value(properties.find(f"{W}pStyle")))
            if not heading and number.plain:
                continue  # an item of a list
            properties.addnext(_make_run(f"{number.words} "))
            if (own := properties.find(f"{W}numPr")) is not None:
                properties.remove(own)


def _put_box(box: etree._Element, drawing: etree._Element) -> None:
    """Put a text box where the library reads it."""
    picture = etree.Element(f"{W}pict")
    etree.SubElement(picture, f"{_VML}textbox").append(box)
    drawing.addprevious(picture)


def _make_run(words: str) -> etree._Element:
    run = etree.Element(f"{W}r")
    text = etree.SubElement(run, f"{W}t")
    text.text = words
    text.set(_XML_SPACE, "preserve")
    return run


def _replace(element: etree._Element, others: list[etree._Element], within: etree._Element | None = None) -> None:
    """Put others in the place of an element, or leave them alone in it where it is `within`."""
    if within is not None:
        for child in [*within]:
            within.remove(child)
        within.extend(others)
        return
    parent = element.getparent()
    at = parent.index(element)
    parent.remove(element)
    for offset, other in enumerate(others):
        parent.insert(at + offset, other)


def _iterate_words(element: etree._Element) -> Iterator[str]:
    for text in element.iter(f"{W}t", f"{W}delText", f"{MATH}t"):
        yield text.text or ""


def _has_words(element: etree._Element) -> bool:
    return any(words.strip() for words in _iterate_words(element))


def _set_apart(words: str, equation: etree._Element) -> str:
    """Return an equation with a space where it would run into the word before or behind it."""
    before = "".join("".join(_iterate_words(each)) for each in reversed([*equation.itersiblings(preceding=True)]))
    behind = "".join("".join(_iterate_words(each)) for each in equation.itersiblings())
    return f"{' ' * before[-1:].isalnum()}{words}{' ' * behind[:1].isalnum()}"


def _is_amid_words(run: etree._Element) -> bool:
    """Whether words stand before and behind a run in its paragraph."""
    before = any(_has_words(each) for each in run.itersiblings(preceding=True))
    return before and any(_has_words(each) for each in run.itersiblings())


def _stands_in_box(box: etree._Element, drawing: etree._Element) -> bool:
    """Whether a text box stands in another one of the same drawing."""
    for above in box.iterancestors():
        if above is drawing:
            return False
        if above.tag == f"{W}txbxContent":
            return True
    return False
