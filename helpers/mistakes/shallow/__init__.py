"""Models and mistakes of lesson 3: the network with one hidden layer."""

from helpers.mistakes.shallow.ahead import FORWARD, LOOP_FORWARD
from helpers.mistakes.shallow.back import DB1, DB2, DW1, DW2
from helpers.mistakes.shallow.cost import COST, LOG_OF_ZERO, RESULT_MENDED
from helpers.mistakes.shallow.curves import ACTIVATIONS
from helpers.mistakes.shallow.hidden import COLLAPSE, SYMMETRY
from helpers.mistakes.shallow.judge import GRADIENT_CHECK
from helpers.mistakes.shallow.output import DA2, DZ2
from helpers.mistakes.shallow.start import START_MISTAKES
from helpers.mistakes.shallow.step import ONE_STEP, START_FORGOTTEN, UPDATE
from helpers.mistakes.shallow.through import DA1, DZ1
from helpers.mistakes.shallow.training import TRAIN
from helpers.mistakes.shallow.unit import LAYER_FORWARD, NEURON_FORWARD

MODELS = (
    ACTIVATIONS,
    NEURON_FORWARD,
    LAYER_FORWARD,
    LOOP_FORWARD,
    FORWARD,
    COST,
    DA2,
    DZ2,
    DW2,
    DB2,
    DA1,
    DZ1,
    DW1,
    DB1,
    GRADIENT_CHECK,
    UPDATE,
    TRAIN,
    SYMMETRY,
    COLLAPSE,
    ONE_STEP,
)
# Told by a check or a `require` of its own. Start values are random and have no model at all.
WITHOUT_MODEL = (*START_MISTAKES, LOG_OF_ZERO, RESULT_MENDED, START_FORGOTTEN)
