"""A sentence for the slips of syntax of people who come from paper, beside what Python says."""

import re

PRODUCT = "A product needs its sign in Python: 2 * x, and not 2x"
COLON = "A line that begins with def, for, while, if, elif or else ends with a colon"
EQUAL = "One = gives a name a value; whether two values are equal is asked with =="
BRACKET = (
    "Every bracket that opens must close, and by the same kind. Count them in this line, and in the line above if this "
    "one looks right"
)
QUOTES = "A text begins and ends with the same quotation mark, in one line"
INDENT = (
    "What belongs to a def, for or if stands four spaces further in, and all its lines by the same number of spaces"
)
KEYBOARD = (
    "This sign comes from a text or a formula, not from the keyboard. Python's are - for minus, * for a product, "
    '** for a power, and " for a text'
)
LEFT = "On the left of = stands what gets the value: a name. Is it ==, or are the two sides swapped?"
OPEN = "The cell ends in the middle: a bracket is not closed, or a line that ends with a colon has nothing under it"
ELIF = "In Python `else if` is one word, elif"
BETWEEN = "Between two values stands a sign or a comma. Is a * missing?"

# What Python says, what stands in the line, and the sentence for it. The first that fits.
_SLIPS = (
    (r"invalid (decimal|hexadecimal|octal|binary) literal|invalid imaginary literal", r"", PRODUCT),
    (r"invalid (non-printable )?character", r"", KEYBOARD),
    (r"expected ':'", r"\belse\s+if\b", ELIF),
    (r"expected ':'", r"", COLON),
    (r"[Mm]aybe you meant '=='|perhaps you meant \"==\"", r"^\s*(if|elif|while|return|assert)\b|\(", EQUAL),
    (r"cannot assign to", r"", LEFT),
    (r"unterminated (triple-quoted )?(f-)?string|EOL while scanning", r"", QUOTES),
    (r"never closed|parenthesis .* does not match|^unmatched|unexpected EOF", r"", BRACKET),
    (r"indent|inconsistent use of tabs|expected an indented block", r"", INDENT),
    (r"incomplete input", r"", OPEN),
    (r"forgot a comma|^invalid syntax$", r"\d[ \t]*[A-Za-z_(]", PRODUCT),
    (r"forgot a comma", r"", BETWEEN),
    (r"^invalid syntax$", r"\)[ \t]*[\d(]", BETWEEN),
)


def explain_syntax(error: SyntaxError) -> None:
    """Add to the error's message a sentence on what Python wants, where it is one of the common slips."""
    said = error.msg or ""
    sentence = sentence_for(said, error.text or "")
    if sentence and sentence not in said:
        end = "" if sentence.endswith("?") else "."
        error.msg = f"{said}{'' if said.endswith(('?', '.')) else '.'} {sentence}{end}"


def sentence_for(said: str, line: str) -> str:
    """The sentence for Python's message about a line; empty where there is none."""
    for message, text, sentence in _SLIPS:
        if re.search(message, said) and re.search(text, line):
            return sentence
    return ""
