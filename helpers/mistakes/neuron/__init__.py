"""Models and mistakes of lesson 2: one sigmoid neuron with the squared error."""

from helpers.mistakes.neuron.answer import MSE, PREDICT
from helpers.mistakes.neuron.curve import SIGMOID, SIGMOID_PRIME
from helpers.mistakes.neuron.gradient import GRADIENT_BATCH, GRADIENT_ONE
from helpers.mistakes.neuron.judge import GRADIENT_CHECK
from helpers.mistakes.neuron.stuck import SATURATION
from helpers.mistakes.neuron.training import SLIP_UPDATE, TRAIN

MODELS = (
    SIGMOID,
    SIGMOID_PRIME,
    PREDICT,
    MSE,
    GRADIENT_ONE,
    GRADIENT_BATCH,
    GRADIENT_CHECK,
    TRAIN,
    SLIP_UPDATE,
    SATURATION,
)
