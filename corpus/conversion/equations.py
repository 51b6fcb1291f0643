"""Equations of Word and PowerPoint (OMML) on one line: `F = 3d + 5`, `(a + b)/c`, `√(x)`, `∑_(i=1)^n i`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lxml import etree

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_ACCENTS = {"\u0302": "hat", "\u0303": "tilde", "\u0305": "bar", "\u0304": "bar", "\u20d7": "vec", "\u0307": "dot"}


def write_equation(equation: etree._Element) -> str:
    """Return an equation in plain text; the words of a part that is unknown are kept in order."""
    return " ".join(_write(equation).split())


def _write(element: etree._Element) -> str:
    name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    if name == "t":
        return element.text or ""
    if name in _WRITERS:
        return _WRITERS[name](element)
    return "" if not name or name.endswith("Pr") else "".join(_write(child) for child in element)


def _write_fraction(element: etree._Element) -> str:
    above, below = _bracket(_part(element, "num")), _bracket(_part(element, "den"))
    return f"{above} over {below}" if _property(element, "fPr", "type") == "noBar" else f"{above}/{below}"


def _write_scripts(element: etree._Element) -> str:
    return f"{_bracket(_part(element, 'e'))}{_write_limits(element)}"


def _write_scripts_before(element: etree._Element) -> str:
    return f"{_write_limits(element)}{_bracket(_part(element, 'e'))}"


def _write_root(element: etree._Element) -> str:
    degree, inside = _part(element, "deg"), _part(element, "e")
    return f"({inside})^(1/{degree})" if degree else f"√({inside})"


def _write_sum(element: etree._Element) -> str:
    sign = _property(element, "naryPr", "chr")
    return f"{'∫' if sign is None else sign}{_write_limits(element)} {_part(element, 'e')}"


def _write_function(element: etree._Element) -> str:
    return f"{_part(element, 'fName')} {_bracket(_part(element, 'e'))}"


def _write_accent(element: etree._Element) -> str:
    accent, inside = _property(element, "accPr", "chr") or "\u0302", _part(element, "e")
    return f"{_ACCENTS[accent]}({inside})" if accent in _ACCENTS else inside + accent


def _write_bar(element: etree._Element) -> str:
    return f"bar({_part(element, 'e')})"


def _write_matrix(element: etree._Element) -> str:
    rows = (map(_write, row.iterchildren(f"{MATH}e")) for row in element.iterchildren(f"{MATH}mr"))
    return f"[{'; '.join(', '.join(row) for row in rows)}]"


def _write_lines(element: etree._Element) -> str:
    return "; ".join(filter(None, map(_write, element)))


def _write_delimited(element: etree._Element) -> str:
    opening, closing, between = (
        default if (sign := _property(element, "dPr", name)) is None else sign
        for name, default in (("begChr", "("), ("endChr", ")"), ("sepChr", "|"))
    )
    parts = [_write(part) for part in element.iterchildren(f"{MATH}e")]
    return f"{opening}{between.join(parts)}{closing}"


def _write_limits(element: etree._Element) -> str:
    limit = _part(element, "lim")
    below = _part(element, "sub") or (limit if element.tag == f"{MATH}limLow" else "")
    above = _part(element, "sup") or (limit if element.tag == f"{MATH}limUpp" else "")
    return (f"_{_bracket(below)}" if below else "") + (f"^{_bracket(above)}" if above else "")


def _part(element: etree._Element, name: str) -> str:
    part = element.find(f"{MATH}{name}")
    return _write(part).strip() if part is not None else ""


def _property(element: etree._Element, group: str, name: str) -> str | None:
    stated = element.find(f"{MATH}{group}/{MATH}{name}")
    return stated.get(f"{MATH}val", "") if stated is not None else None


def _bracket(words: str) -> str:
    words = words.strip()
    return (
        words if words.isalnum() or (words[:1] == "(" and words[-1:] == ")" and words.count("(") == 1) else f"({words})"
    )


_WRITERS: Mapping[str, Callable[[etree._Element], str]] = {
    "f": _write_fraction,
    **dict.fromkeys(("sSup", "sSub", "sSubSup", "limLow", "limUpp"), _write_scripts),
    "sPre": _write_scripts_before,
    "rad": _write_root,
    "nary": _write_sum,
    "d": _write_delimited,
    "func": _write_function,
    "acc": _write_accent,
    "bar": _write_bar,
    "m": _write_matrix,
    "eqArr": _write_lines,
    "oMathPara": _write_lines,
}
