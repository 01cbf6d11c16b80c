"""What an error says about the answer that raised it: where to look, and which mistake it is."""

import re

from helpers.checks.cases import Case
from helpers.mistakes import plain
from helpers.mistakes.model import Mistake

# The type of the error, what it says, where to look, and the mistake. The first that fits.
_HINTS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str, str, Mistake | None], ...] = (
    (
        TypeError,
        r"multiply sequence|unary -: '(list|tuple)'|operand type.*'(list|tuple)'|concatenate",
        "a list or a tuple does not calculate. Two values from a function get a name each, as in "
        "`value, slope = ...`; numbers that belong together make an array, np.array([...]).",
        plain.SEQUENCE,
    ),
    (TypeError, r"for \^|bitwise_xor", "in Python a power is written **, as in x**2. The sign ^ means something else.",
     plain.CARET),
    (
        TypeError,
        "as a data type",
        "what belongs together has brackets of its own: the entries in np.array([first, second]), a shape in "
        "np.zeros((rows, columns)).",
        plain.LIST_BRACKETS,
    ),
    (
        TypeError,
        r"only (0-dimensional|length-1|size-1) arrays can be converted",
        "`float(...)`, `int(...)` and the functions of `math` take one number, and this is an array. "
        "Is the conversion needed at all? NumPy's functions, such as np.exp, take arrays too.",
        plain.NO_ARRAYS,
    ),
    (TypeError, "'function'", "a function has a value only where it is called: f(x), and not f.",
     plain.FUNCTION_AS_NUMBER),
    (TypeError, r"missing \d+ required|takes .*positional arguments? but",
     "the last line of the traceback above: which inputs does that function take, by its `def`?", plain.OTHER_CALL),
    (ValueError, r"shapes \(\d+,\) \(\d+,\)",
     "these two have different numbers of entries. Print both. Was something taken along the wrong axis?",
     plain.SHAPES),
    (ValueError, "matmul|not aligned",
     "the inner sizes of a matrix product must agree. Print both. Is one to be transposed, or is * meant?",
     plain.SHAPES),
    (ValueError, "could not be broadcast",
     "these two shapes do not fit entry by entry. Is @ meant instead of *, or is one of them transposed?",
     plain.SHAPES),
    (ValueError, "truth value of an array",
     "`if` cannot decide for many entries at once. np.where(condition, this, that) chooses entry by entry.",
     plain.IF_ON_ARRAY),
    (
        (IndexError, ValueError),
        r"with size 0$|zero-size array|empty sequence",
        "the array is empty here. If a condition chose its entries, it held for none of them: print both of its "
        "sides. Does the sign of a number count where only its size should?",
        plain.EMPTY_ARRAY,
    ),
    (IndexError, "out of bounds|index out of range",
     "how many entries has the {kind} for this input, and which one does your code ask for?", plain.BEYOND_THE_END),
    (RecursionError, "", "{name} calls itself without an end.", plain.CALLS_ITSELF),
    (
        UnboundLocalError,
        "",
        "a name that a function assigns is its own from the start. Give it a value first, "
        "or another name where a function outside has this one.",
        plain.NO_VALUE_YET,
    ),
    (NameError, "", "the spelling, and whether the cell that defines this name has been run.", plain.UNKNOWN_NAME),
    (AttributeError, "module", "the spelling of what stands behind the dot.", plain.UNKNOWN_NAME),
    (SystemExit, "", "exit() and sys.exit() end the program. A function ends with `return`.", None),
)  # fmt: skip


def look_at(name: str, case: Case, error: BaseException, started: bool) -> tuple[str, Mistake | None]:
    """The advice, and the mistake where the error shows one. started: whether the first line was reached."""
    if isinstance(error, TypeError) and not started:
        return f"the parameters of {name}. The check hands over ({', '.join(case)}).", plain.PARAMETERS
    said = str(error)
    for kind, words, look, mistake in _HINTS:
        if isinstance(error, kind) and re.search(words, said):
            array = "array" if "out of bounds" in said else said.partition(" ")[0]
            return look.format(name=name, kind=array), mistake
    return "the last line of the traceback above is where it stopped.", None
