"""What an error says about the answer that raised it: where to look, and which mistake it is."""

import re

from helpers.checks.cases import Case
from helpers.mistakes.model import Mistake
from helpers.mistakes.plain import (
    BEYOND_THE_END,
    CALLS_ITSELF,
    CARET,
    EMPTY_ARRAY,
    FUNCTION_AS_NUMBER,
    IF_ON_ARRAY,
    LIST_BRACKETS,
    NO_ARRAYS,
    NO_VALUE_YET,
    OTHER_CALL,
    PARAMETERS,
    SEQUENCE,
    SHAPES,
    UNKNOWN_NAME,
)

# What Python says where a list or a tuple is multiplied, negated or subtracted.
_SEQUENCE = re.compile(r"multiply sequence|unary -: '(list|tuple)'|operand type.*'(list|tuple)'|concatenate")
_NO_ARRAYS = re.compile(r"only (0-dimensional|length-1|size-1) arrays can be converted")
_EMPTY = re.compile(r"with size 0$|zero-size array|empty sequence")
_TWO_ROWS = re.compile(r"shapes \(\d+,\) \(\d+,\)")
_OTHER_CALL = re.compile(r"missing \d+ required|takes .*positional arguments? but")


def look_at(name: str, case: Case, error: BaseException, started: bool) -> tuple[str, Mistake | None]:
    """Where to look, and which mistake it is where the error tells. started: whether the first line was reached."""
    said = str(error)
    if isinstance(error, TypeError) and not started:
        return f"the parameters of {name}. The check hands over ({', '.join(case)}).", PARAMETERS
    if isinstance(error, TypeError) and _SEQUENCE.search(said):
        return (
            "a list or a tuple does not calculate. Two values from a function get a name each, as in "
            "`value, slope = ...`; numbers that belong together make an array, np.array([...]).",
            SEQUENCE,
        )
    if isinstance(error, TypeError) and ("for ^" in said or "bitwise_xor" in said):
        return "in Python a power is written **, as in x**2. The sign ^ means something else.", CARET
    if isinstance(error, TypeError) and "as a data type" in said:
        return (
            "what belongs together has brackets of its own: the entries in np.array([first, second]), a shape in "
            "np.zeros((rows, columns)).",
            LIST_BRACKETS,
        )
    if isinstance(error, TypeError) and _NO_ARRAYS.search(said):
        return (
            "`float(...)`, `int(...)` and the functions of `math` take one number, and this is an array. "
            "Is the conversion needed at all? NumPy's functions, such as np.exp, take arrays too.",
            NO_ARRAYS,
        )
    if isinstance(error, TypeError) and "'function'" in said:
        return "a function has a value only where it is called: f(x), and not f.", FUNCTION_AS_NUMBER
    if isinstance(error, TypeError) and _OTHER_CALL.search(said):
        return "the last line of the traceback above: which inputs does that function take, by its `def`?", OTHER_CALL
    if isinstance(error, ValueError) and _TWO_ROWS.search(said):
        return (
            "these two have different numbers of entries. Print both. Was something taken along the wrong axis?",
            SHAPES,
        )
    if isinstance(error, ValueError) and ("matmul" in said or "not aligned" in said):
        return (
            "the inner sizes of a matrix product must agree. Print both. Is one to be transposed, or is * meant?",
            SHAPES,
        )
    if isinstance(error, ValueError) and "could not be broadcast" in said:
        return (
            "these two shapes do not fit entry by entry. Is @ meant instead of *, or is one of them transposed?",
            SHAPES,
        )
    if isinstance(error, ValueError) and "truth value of an array" in said:
        return (
            "`if` cannot decide for many entries at once. np.where(condition, this, that) chooses entry by entry.",
            IF_ON_ARRAY,
        )
    if isinstance(error, IndexError | ValueError) and _EMPTY.search(said):
        return (
            "the array is empty here. If a condition chose its entries, it held for none of them: print both of its "
            "sides. Does the sign of a number count where only its size should?",
            EMPTY_ARRAY,
        )
    if isinstance(error, IndexError) and ("out of bounds" in said or "index out of range" in said):
        kind = "array" if "out of bounds" in said else said.split()[0]
        return f"how many entries has the {kind} for this input, and which one does your code ask for?", BEYOND_THE_END
    if isinstance(error, RecursionError):
        return f"{name} calls itself without an end.", CALLS_ITSELF
    if isinstance(error, UnboundLocalError):
        return (
            "a name that a function assigns is its own from the start. Give it a value first, "
            "or another name where a function outside has this one.",
            NO_VALUE_YET,
        )
    if isinstance(error, NameError):
        return "the spelling, and whether the cell that defines this name has been run.", UNKNOWN_NAME
    if isinstance(error, AttributeError) and "module" in said:
        return "the spelling of what stands behind the dot.", UNKNOWN_NAME
    if isinstance(error, SystemExit):
        return "exit() and sys.exit() end the program. A function ends with `return`.", None
    return "the last line of the traceback above is where it stopped.", None
