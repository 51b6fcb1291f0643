"""Sums: a message that is an arithmetic expression, in signs or in words, and nothing else."""

from __future__ import annotations

import ast
import re

_LONGEST = 200  # characters of an expression
_NUMBER_WORDS = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million"
)
_NUMBER = re.compile(rf"\b(?:{_NUMBER_WORDS})(?:(?:\s+and\s+|[\s-]+)(?:{_NUMBER_WORDS}))*\b")
_DATE = re.compile(r"\d+([-/])\d+(?:\1\d+)+")  # or the number of a telephone

# How people ask for a result, and end: it is no part of the expression.
_ASKED = re.compile(
    r"^(?:(?:hey|please|quick|so|and|ok|can you|could you|do you know)\s+)*"
    r"(?:(?:what(?:'s|’s|s| is| does| do| are)?|how much (?:is|are)|calculate|compute|evaluate|solve|work out|"
    r"the (?:result|sum|value) of)\s+)*"
)
_END = re.compile(r"(?:\s*(?:=|equals?|make|is|please|\?|!|\.(?!\d)))+\s*$")
# In this order: what is written in words, then signs of other spellings.
_SPELLINGS = tuple(
    (re.compile(pattern), sign)
    for pattern, sign in (
        (r"(?<=\d),(?=\d{3}\b)", ""),
        (r"\bsquare root of\b|\bsqrt\b|√", " f "),
        (r"\bsquared\b|²", "**2"), (r"\bcubed\b|³", "**3"),
        (r"\b(?:to the power of|raised to)\b|\^", "**"),
        (r"(?:%|\bper ?cent)\s*of\b", "/100*"), (r"%|\bper ?cent\b", "/100"),
        (r"\b(?:multiplied by|times)\b|(?<=[\d)\s])x(?=[\d(\s])|[×·∙]", "*"),
        (r"\b(?:divided by|over)\b|÷", "/"), (r"\bmod(?:ulo)?\b", "%"),
        (r"\b(?:plus|and)\b", "+"), (r"\bminus\b|[−–]", "-"),
    )
)  # fmt: skip
_NOTHING_ELSE = re.compile(r"[\d\s.+\-*/%()f]+")
_ROOT = re.compile(r"\bf\s*(\d+(?:\.\d+)?)")


def is_arithmetic(text: str) -> bool:
    """Whether a text asks for the result of an arithmetic expression with at least one operation."""
    if len(text) > _LONGEST:
        return False
    expression = _END.sub("", _ASKED.sub("", text.strip().lower()))
    if _DATE.fullmatch(expression):
        return False
    expression = _NUMBER.sub("1", expression)  # which number it is changes nothing here
    for pattern, sign in _SPELLINGS:
        expression = pattern.sub(sign, expression)
    if not _NOTHING_ELSE.fullmatch(expression):
        return False
    expression = _ROOT.sub(r"f(\1)", expression)
    try:
        tree = ast.parse(expression.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(isinstance(part, (ast.BinOp, ast.Call)) for part in ast.walk(tree))
