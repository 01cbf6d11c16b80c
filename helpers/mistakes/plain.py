"""Mistakes that a check sees without a model: in how an answer ends, not in what it computes."""

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

PLAIN = (INPUT_CHANGED, ENDLESS, NOT_REFUSED, OTHER_ERROR, OVERFLOW)
