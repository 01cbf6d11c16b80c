"""Models and mistakes of lesson 6: sums over paths, and backpropagation for any number of layers."""

from helpers.mistakes.paths.ahead import FORWARD
from helpers.mistakes.paths.along import GRADIENT_BY_PATHS, PATH_PRODUCT
from helpers.mistakes.paths.back import BACKWARD
from helpers.mistakes.paths.cost import COUNT_OPERATIONS
from helpers.mistakes.paths.listing import PATHS
from helpers.mistakes.paths.slips import SLIP_INPUT, SLIP_MIDDLE, SLIP_NEURON

MODELS = (
    FORWARD,
    PATHS,
    PATH_PRODUCT,
    GRADIENT_BY_PATHS,
    BACKWARD,
    COUNT_OPERATIONS,
    SLIP_NEURON,
    SLIP_MIDDLE,
    SLIP_INPUT,
)
