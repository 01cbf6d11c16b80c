"""Models and mistakes of lesson 5: three weight layers with leaky ReLU throughout."""

from helpers.mistakes.leaky.ahead import FORWARD, LEAKY_RELU
from helpers.mistakes.leaky.back import LAST_LAYER_GRADIENTS, OUTPUT_DELTA, PASS_BACK
from helpers.mistakes.leaky.shapes import SHAPES
from helpers.mistakes.leaky.slips import SLIP_AVERAGE, SLIP_ORDER
from helpers.mistakes.leaky.training import TRAIN
from helpers.mistakes.leaky.whole import GRADIENTS

MODELS = (
    LEAKY_RELU,
    FORWARD,
    OUTPUT_DELTA,
    LAST_LAYER_GRADIENTS,
    PASS_BACK,
    GRADIENTS,
    SLIP_AVERAGE,
    SLIP_ORDER,
    TRAIN,
    SHAPES,
)
