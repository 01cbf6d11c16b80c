"""What is said of a mistake that a rule made: its name, a sentence and a question, by the kind of the edit."""

from dataclasses import dataclass

from helpers.mistakes.model import Mistake


@dataclass(frozen=True)
class Kind:
    """The words of one kind of edit. Where the edit is about something that has a name, `named` has its place, {}."""

    general: str
    named: str
    think: str


KINDS = {
    "sign": Kind(
        "a sign is turned round", "", "where does your code add, and the derivation subtracts, or the other way?"
    ),
    "term": Kind("a term is missing", "the term {} is missing", "which terms does this line of the derivation have?"),
    "factor": Kind(
        "a factor is missing", "the factor {} is missing", "which factors does the derivation multiply here?"
    ),
    "operator": Kind("another operation", "", "which of your lines adds what should be multiplied, or the other way?"),
    "divides": Kind("a factor divides", "{} divides", "what should happen to the result when this value doubles?"),
    "matrix product": Kind(
        "a product of matrices where entry meets entry",
        "",
        "which of your products should have one entry for each entry?",
    ),
    "elementwise": Kind(
        "entry by entry where rows meet columns", "", "over which index does the derivation sum in this product?"
    ),
    "not divided": Kind("a division is missing", "it is not divided by {}", "what does the derivation divide by?"),
    "multiplied": Kind(
        "multiplied where it should be divided", "it is multiplied by {}", "should more of that make the result larger?"
    ),
    "divided twice": Kind("divided twice", "it is divided by {} twice", "in how many of your lines is it divided?"),
    "turned over": Kind(
        "a fraction is turned over", "", "what stands above the line in the derivation, and what below?"
    ),
    "power": Kind("a power is missing", "the power of {} is missing", "what does the derivation square?"),
    "squared": Kind("a value is squared", "{} is squared", "how often does the derivation have this factor?"),
    "transpose": Kind(
        "a transpose is missing or too many",
        "",
        "which shape has each of the two factors, and which should the product have?",
    ),
    "inverse": Kind("an inverse where a transpose should be", "", "is a transposed matrix the inverse one?"),
    "count": Kind("another number is taken for the number of samples", "", "which axis counts the samples?"),
    "largest": Kind("the largest is taken, not the sum", "", "what should happen to all the other numbers?"),
    "last left out": Kind("the last one is left out", "", "where does your loop or your slice end?"),
    "first left out": Kind("the first one is left out", "", "where does your loop or your slice begin?"),
    "brackets": Kind("brackets are missing", "", "which operation does Python do first in your line?"),
    "order": Kind("the factors are in another order", "", "does the order matter in a product of matrices?"),
    "axis": Kind(
        "the sum is over another axis", "", "which axis counts the samples, and should it be left in the result?"
    ),
    "mean": Kind("averaged, not summed", "", "which factor does the derivation have in front of its sum?"),
    "sum": Kind("summed, not averaged", "", "by what does the derivation divide its sum?"),
    "not summed": Kind("the sum is missing", "", "how many numbers should come out, and how many do?"),
    "left out": Kind(
        "a function is left out", "{} is left out", "which value does the derivation put through a function?"
    ),
    "twice": Kind("a function is applied twice", "{} is applied twice", "what is the value before your last line?"),
    "argument": Kind(
        "a function is taken at another place", "{} is taken at minus its argument", "at which value is it taken?"
    ),
    "constant": Kind(
        "a number in the formula is another one", "another number than {}", "which numbers does the derivation have?"
    ),
    "other value": Kind(
        "another value stands in its place",
        "{} stands where another value should",
        "which value does the derivation have there?",
    ),
}


def mistake_of(kind: str, about: str = "", line: str = "") -> Mistake:
    """Return the mistake of a kind. about: what it is about, "" if that has no name. line: code that gives the same."""
    words = KINDS[kind]
    name = words.named.format(f"`{about}`") if about and words.named else words.general
    said = (
        f"Your numbers are those of `{line}`."
        if line
        else "With that one change, the right way gives exactly your numbers."
    )
    return Mistake(name, said, words.think)
