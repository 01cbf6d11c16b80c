"""Models and mistakes of lesson 1: gradient descent on x^2, on a x^2 + b x + c, and on a bowl."""

from helpers.mistakes.descent.bowl import BOWL_GRADIENT, DESCEND_BOWL
from helpers.mistakes.descent.curve import CENTRAL_DIFFERENCE, PARABOLA
from helpers.mistakes.descent.direction import DOWNHILL_DIRECTION
from helpers.mistakes.descent.formula import CLOSED_FORM, REGIME
from helpers.mistakes.descent.step import STEP
from helpers.mistakes.descent.stop import MINIMISE
from helpers.mistakes.descent.walk import DESCEND

MODELS = (
    PARABOLA,
    CENTRAL_DIFFERENCE,
    STEP,
    DESCEND,
    CLOSED_FORM,
    REGIME,
    MINIMISE,
    BOWL_GRADIENT,
    DESCEND_BOWL,
    DOWNHILL_DIRECTION,
)
