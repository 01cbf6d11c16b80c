"""Models and mistakes of lesson 1: gradient descent on x^2, on a x^2 + b x + c, and on a bowl."""

from helpers.mistakes.model import Fault, Mistake, Model

SIGN = Mistake(
    "the sign of the step is turned round",
    "The step goes with the slope, and so it climbs.",
    "which way does f rise where the slope is positive, and do you want to rise?",
)

STEP = Model(
    reference="descent.step",
    inputs=("x", "eta"),
    steps={
        "slope": lambda x: 2 * x,
        "way": lambda slope, eta: -eta * slope,
        "new": lambda x, way: x + way,
    },
    returns="new",
    faults=(
        Fault("way", lambda right: -right, SIGN),
    ),
)

MODELS = (STEP,)
