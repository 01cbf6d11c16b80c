"""Model of lesson 7's slope by the inputs: one step further back than the first layer."""

import numpy as np

from helpers.mistakes.common import faults_of
from helpers.mistakes.digits.ahead import slope_at
from helpers.mistakes.digits.back import GRADIENTS, LAST_STAYS
from helpers.mistakes.layers import (
    EARLY_MEAN,
    PER_SAMPLE,
    ends,
)
from helpers.mistakes.leaky.back import INVERSE, NOT_TURNED
from helpers.mistakes.model import Mistake, Model

BENT_INPUT = Mistake(
    "a slope of an activation in front of the inputs",
    "Nothing bends the inputs before they reach the first weights.",
    "which activation lies between X and Z1?",
)
BY_WEIGHTS = Mistake(
    "the slope by the weights, not by the inputs",
    "It is dW1, or made like it.",
    "by which array does equation (7.14) differentiate, and which shape has it?",
)
TIMES_INPUT = Mistake(
    "the input is multiplied",
    "A pixel that is 0 seems to have no slope.",
    "what stands beside X in Z1?",
)
SAMPLES_AVERAGED = Mistake(
    "1/m comes in though each sample stands for itself",
    "The slope of one sample's loss shrinks with the number of the others.",
    "whose loss is asked for: each sample's own, or the mean?",
)
ERROR_ITSELF = Mistake(
    "the weights of the first layer are missing",
    "The error at Z1 is returned as it is.",
    "through which arrow does a pixel reach Z1?",
)
ONLY_WEIGHTS = Mistake(
    "the weights themselves for the slope",
    "The error at Z1 makes no difference.",
    "how many factors has equation (7.14), and how many has your line?",
)
LAST_LAYER_ONLY = Mistake(
    "the error goes back through the last weights only",
    "It is the slope by what comes into the last layer.",
    "how many layers lie between the scores and the pixels?",
)

INPUT_GRADIENT = Model(
    reference="digits.input_gradient",
    inputs=("params", "X", "Y", "hidden"),
    steps={
        "grads": lambda params, X, Y, hidden: GRADIENTS.run((params, X, Y, hidden)),
        "dZ1": lambda grads: grads["dZ1"],
        "dX": lambda params, dZ1: params["W1"].T @ dZ1,
    },
    returns="dX",
    faults=(
        *faults_of(
            "dZ1",
            (lambda right, grads, hidden: right if not hidden else grads[f"dZ{len(hidden) + 1}"], LAST_STAYS),
        ),
        *faults_of(
            "dX",
            (lambda params, dZ1: params["W1"] @ dZ1, NOT_TURNED),
            (lambda params, dZ1: np.linalg.pinv(params["W1"]) @ dZ1, INVERSE),
            (
                lambda params, grads, hidden: params[f"W{len(hidden) + 1}"].T @ grads[f"dZ{len(hidden) + 1}"],
                LAST_LAYER_ONLY,
            ),
            (lambda dZ1: dZ1, ERROR_ITSELF),
            (lambda grads: grads["dW1"], BY_WEIGHTS),
            (lambda grads: grads["dW1"].T, BY_WEIGHTS),
            (lambda params, grads: params["W1"].T @ grads["dW1"], BY_WEIGHTS),
            (lambda grads, dZ1: grads["dW1"].T @ dZ1, BY_WEIGHTS),
            (lambda right, X: right * X, TIMES_INPUT),
            (lambda params: params["W1"].T, ONLY_WEIGHTS),
            *(
                (lambda right, X, name=name: right * slope_at(name, X), BENT_INPUT)
                for name in ("sigmoid", "tanh", "relu", "leaky_relu")
            ),
            (lambda right, X, hidden: right * slope_at(hidden[0], X), BENT_INPUT),
            *((change, SAMPLES_AVERAGED if mistake is EARLY_MEAN else mistake) for change, mistake in PER_SAMPLE),
        ),
        *ends("dX"),
    ),
)
