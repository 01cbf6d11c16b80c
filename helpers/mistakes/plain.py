"""Mistakes that a check sees without a model: in how an answer ends, or in what all its values have in common.

Of those that only have a name the check says more itself, since it knows what stopped and where.
"""

from helpers.mistakes.model import Mistake

INPUT_CHANGED = Mistake(
    "an input is changed",
    "The array or the dict that was passed in is not the same after the call.",
    "which line writes into something that belongs to the caller?",
)
ENDLESS = Mistake(
    "the loop does not end",
    "The function was still running when the check gave up.",
    "what ends your loop, and does every turn bring that nearer?",
)
NOT_REFUSED = Mistake(
    "an input is not refused that should be",
    "The function goes on where it should raise an error.",
    "what does the text under `def` say about inputs that make no sense?",
)
OTHER_ERROR = Mistake(
    "refused with another error",
    "The function raises something else than what was asked for.",
    "which error does the text under `def` name?",
)
OVERFLOW = Mistake(
    "a number overflows on the way",
    "An intermediate value is larger than a computer's numbers go.",
    "for which inputs does it grow, and can the formula be written so that it does not?",
)

OTHER_WORD = Mistake(
    "another word than the one asked for",
    "The cases are told apart, and one or more of them have another name than in the lesson.",
    "compare your texts with those of the lesson, letter by letter: which one differs?",
)
SAME_ANSWER = Mistake(
    "the same answer for all inputs of this check",
    "What your function returns here does not change with what it is given.",
    "which input should make a difference, and where does your code use it?",
)
ENDS_EARLY = Mistake(
    "the list ends too early",
    "It is right as far as it goes, and entries are missing at its end.",
    "what ends your loop, and how many entries does the text under `def` ask for?",
)
OTHER_ARRAY = Mistake(
    "another array than the one that belongs there",
    "It is what comes out with another array in one's place.",
    "which arrays does the equation of this part name, and which ones does your line use?",
)


def _kind(name: str) -> Mistake:
    """A way to end of which the check itself says more."""
    return Mistake(name, "", "")


SHAPES = _kind("shapes that do not fit")
IF_ON_ARRAY = _kind("one `if` for a whole array")
SEQUENCE = _kind("a list or a tuple is used like a number")
A_LIST = _kind("a list where an array is expected")
A_MATRIX = _kind("a np.matrix where an array is expected")
CARET = _kind("^ where a power is meant")
CALLS_ITSELF = _kind("the function calls itself without an end")
NO_VALUE_YET = _kind("a name is used before it has a value")
UNKNOWN_NAME = _kind("a name that is not defined")
BEYOND_THE_END = _kind("an index beyond the end")
EMPTY_ARRAY = _kind("an empty array where entries are needed")
PARAMETERS = _kind("other parameters than the check hands over")
OTHER_CALL = _kind("a function is called with too few or too many inputs")
NO_ARRAYS = _kind("a function that takes no arrays")
FUNCTION_AS_NUMBER = _kind("a function is used like a number")
LIST_BRACKETS = _kind("the square brackets of an array are missing")
QUOTIENT = _kind("a difference quotient, or a rounded number, for a formula")
FEW_DIGITS = _kind("float32, where a formula's digits are asked for")
KEYS_MISSING = _kind("a key of the dict is missing")
LINE_UNEQUAL = _kind("a line does not equal the one above")
LINE_UNREADABLE = _kind("a line that cannot be read or worked out")
NOT_TEXTS = _kind("the lines are not texts")
STEP_LEFT_OUT = _kind("a step of the derivation is left out")
UNFINISHED = _kind("the derivation is not finished")

PLAIN = (
    INPUT_CHANGED, ENDLESS, NOT_REFUSED, OTHER_ERROR, OVERFLOW, OTHER_WORD, SAME_ANSWER, ENDS_EARLY, OTHER_ARRAY,
    OTHER_CALL, NO_ARRAYS, FUNCTION_AS_NUMBER, LIST_BRACKETS,
    SHAPES, IF_ON_ARRAY, SEQUENCE, EMPTY_ARRAY, A_LIST, A_MATRIX, FEW_DIGITS,
    CARET, CALLS_ITSELF, NO_VALUE_YET, UNKNOWN_NAME, BEYOND_THE_END, PARAMETERS, QUOTIENT, KEYS_MISSING, LINE_UNEQUAL,
    LINE_UNREADABLE, STEP_LEFT_OUT, UNFINISHED, NOT_TEXTS,
)  # fmt: skip
