"""Models and mistakes of lesson 7: a network of any depth with softmax, its judge, training, and what it mixes up."""

from helpers.mistakes.digits.ahead import FORWARD
from helpers.mistakes.digits.answers import ACCURACY, CONFUSION
from helpers.mistakes.digits.back import GRADIENTS
from helpers.mistakes.digits.judge import GRADIENT_CHECK
from helpers.mistakes.digits.pixels import INPUT_GRADIENT
from helpers.mistakes.digits.scores import SOFTMAX, SOFTMAX_CROSS_ENTROPY
from helpers.mistakes.digits.slips import SLIP_BATCHES, SLIP_SPLIT
from helpers.mistakes.digits.start import INITIALISE
from helpers.mistakes.digits.training import TRAIN

MODELS = (
    SOFTMAX,
    SOFTMAX_CROSS_ENTROPY,
    INITIALISE,
    FORWARD,
    GRADIENTS,
    GRADIENT_CHECK,
    SLIP_BATCHES,
    TRAIN,
    ACCURACY,
    SLIP_SPLIT,
    CONFUSION,
    INPUT_GRADIENT,
)
