"""MathML on one line: a formula is read as its source, and no sentence has a hole where it stood."""

from __future__ import annotations

from lxml import etree

_ANNOTATIONS = frozenset({"annotation", "annotation-xml"})


def write_formula(math: etree._Element) -> str:
    """Return a formula in plain text: `x^2`, `(a + b)/c`, `√(x)`; what is unknown is written as it stands."""
    return " ".join(_write(math).split())


def _write(element: etree._Element) -> str:
    tag = element.tag.lower().rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""
    if not tag or tag in _ANNOTATIONS:
        return ""
    parts = [part for child in element if (part := _write(child))]
    match tag, len(parts):
        case "mfrac", 2:
            return f"{_bracket(parts[0])}/{_bracket(parts[1])}"
        case "msup" | "mover", 2:
            return f"{_bracket(parts[0])}^{_bracket(parts[1])}"
        case "msub" | "munder", 2:
            return f"{_bracket(parts[0])}_{_bracket(parts[1])}"
        case "msubsup" | "munderover", 3:
            return f"{parts[0]}_{_bracket(parts[1])}^{_bracket(parts[2])}"
        case "msqrt", _:
            return f"√({''.join(parts)})"
        case "mroot", 2:
            return f"{_bracket(parts[0])}^(1/{parts[1]})"
        case "mtr" | "mtable", _:
            return "; ".join(parts)
        case "mo", _:
            words = (element.text or "").strip()
            return words if words in ("(", ")", "[", "]", ",", "\u2061", "\u2062") else f" {words} "
        case (("mi" | "mn" | "mtext" | "ms"), _):
            return " ".join((element.text or "").split())
    return (element.text or "").strip() + "".join(parts)


def _bracket(words: str) -> str:
    words = words.strip()
    return words if words.isalnum() or (words[:1] == "(" and words[-1:] == ")") else f"({words})"
