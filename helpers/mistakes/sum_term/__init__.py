"""Models and mistakes of lesson 4: from expression 1 to expression 2, with w[j, k] from unit j to unit k."""

from helpers.mistakes.sum_term.ahead import ERROR, OUTPUT
from helpers.mistakes.sum_term.back import HIDDEN_ERROR, HIDDEN_GRADIENT, UPDATE
from helpers.mistakes.sum_term.entry import PARTIAL_DERIVATIVE
from helpers.mistakes.sum_term.matrix import BATCH_FORM, MATRIX_FORM
from helpers.mistakes.sum_term.term import REPAIRED_SUM, SUM_TERM_JACOBIAN

MODELS = (
    OUTPUT,
    ERROR,
    SUM_TERM_JACOBIAN,
    PARTIAL_DERIVATIVE,
    MATRIX_FORM,
    BATCH_FORM,
    HIDDEN_ERROR,
    HIDDEN_GRADIENT,
    UPDATE,
    REPAIRED_SUM,
)
