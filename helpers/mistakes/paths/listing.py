"""Model of lesson 6's list of all paths of a weight."""

from collections.abc import Sequence
from itertools import product

from helpers.mistakes.common import NOTHING_RETURNED, RETURN_IN_LOOP, faults_of
from helpers.mistakes.model import Mistake, Model

ENDS_OF_WEIGHT_SWAPPED = Mistake(
    "the two ends of the weight are swapped",
    "Each path begins where the weight leads to, and goes on where it comes from.",
    "W[j, i] leads to unit j: which of the two does a path pass first?",
)
FRONT_MISSING = Mistake(
    "the unit in front of the weight is missing",
    "Each path begins one unit too late.",
    "by which two units do you know which weight a path belongs to?",
)
BACK_MISSING = Mistake(
    "the unit behind the weight is missing",
    "Each path jumps over the unit that the weight leads to.",
    "by which two units do you know which weight a path belongs to?",
)
ANY_UNIT_BEHIND = Mistake(
    "the weight's own unit is left open",
    "There are also paths that begin with another weight.",
    "may a nudge of one weight choose the unit that it moves first?",
)
LAYER_TOO_MANY = Mistake(
    "a layer too many is behind the weight",
    "The layer that the weight leads to is counted among those behind it.",
    "which layer does the weight lead to, and which is the first one after that?",
)
LAYER_TOO_FEW = Mistake(
    "a layer behind the weight is missing",
    "The first layer behind the weight's own unit is skipped.",
    "which layer does the weight lead to, and which is the first one after that?",
)
SIZES_OF_BEFORE = Mistake(
    "each layer has the size of the layer before",
    "There are as many layers behind the weight as there should be, and their sizes are shifted by one.",
    "which layer does the weight lead to, and which is the first one after that?",
)
LAYERS_IN_FRONT = Mistake(
    "the layers in front of the weight for those behind it",
    "A nudge goes on towards the outputs.",
    "which layers does a nudge of this weight reach?",
)
ENDS_BEFORE_OUTPUTS = Mistake(
    "the outputs are missing",
    "The last layer is not reached.",
    "where does the loss get its numbers from?",
)
UNITS_FROM_1 = Mistake(
    "the units are counted from 1",
    "The first unit of a layer has another number here.",
    "which numbers does `range(1, size + 1)` give, and which ones does the lesson use?",
)
UNIT_TOO_FEW = Mistake(
    "a unit of each layer is missing",
    "The first or the last unit of a layer never has its turn.",
    "which numbers does your `range` give for a layer of three units?",
)
UNITS_TYPED_IN = Mistake(
    "the number of units is typed in",
    "Each layer is walked as if it had the same fixed number of units.",
    "which of the inputs knows how many units a layer has?",
)
ONE_PATH_ONLY = Mistake(
    "only one path is left",
    "Each layer offers several units, and only one of them is kept.",
    "how many paths go on from one unit, and what does your loop do with the others?",
)
SAME_UNIT = Mistake(
    "the same unit is chosen in every layer",
    "A path may choose anew in each layer.",
    "does the choice in one layer bind that in the next one?",
)
UNFINISHED_KEPT = Mistake(
    "unfinished paths are kept",
    "Beside the paths to the outputs there are their beginnings.",
    "what becomes of a path once the longer ones are made from it?",
)
WALKED_BACKWARDS = Mistake(
    "the paths are written from the back",
    "The units are those of a path, in the order from the output to the weight.",
    "in which order does a nudge pass the units?",
)
LAST_LAYER_EMPTY = Mistake(
    "a weight of the last layer has no path",
    "Nothing is returned where no layer is behind the weight.",
    "on how many ways does a weight of the last layer reach the loss?",
)
NUMBER_OF_PATHS = Mistake(
    "the number of paths, not the paths",
    "They are counted and not listed.",
    "what does the text under `def` ask for?",
)
WITHOUT_BEGINNING = Mistake(
    "the paths have no beginning",
    "Neither end of the weight is in them.",
    "with which two numbers does each path of a weight begin?",
)
STRUNG_PATHS = Mistake(
    "all paths are strung together",
    "The units stand in one long list, and nobody sees where a path ends.",
    "what do `append` and `extend` do with a tuple?",
)


def _walked(begin: tuple[int, ...], behind: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    return [(*begin, *rest) for rest in product(*behind)]


def _beginnings(begin: tuple[int, ...], behind: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    return sorted(path for depth in range(len(behind) + 1) for path in _walked(begin, behind[:depth]))


PATHS = Model(
    reference="paths.paths",
    inputs=("sizes", "layer", "j", "i"),
    steps={
        "begin": lambda j, i: (i, j),
        "layers": lambda sizes, layer: sizes[layer + 1 :],
        "behind": lambda layers: [tuple(range(size)) for size in layers],
        "found": lambda begin, behind: _walked(begin, behind),
    },
    returns="found",
    faults=(
        *faults_of(
            "begin",
            (lambda j, i: (j, i), ENDS_OF_WEIGHT_SWAPPED),
            (lambda j: (j,), FRONT_MISSING),
            (lambda i: (i,), BACK_MISSING),
            (lambda: (), WITHOUT_BEGINNING),
        ),
        *faults_of(
            "layers",
            (lambda sizes, layer: sizes[layer:], LAYER_TOO_MANY),
            (lambda sizes, layer: sizes[layer + 2 :], LAYER_TOO_FEW),
            (lambda right: right[:-1], ENDS_BEFORE_OUTPUTS),
            (lambda sizes, layer: sizes[layer:-1], SIZES_OF_BEFORE),
            (lambda sizes, layer: sizes[:layer], LAYERS_IN_FRONT),
            (lambda sizes, layer: sizes[: layer - 1], LAYERS_IN_FRONT),
        ),
        *faults_of(
            "behind",
            (lambda layers: [tuple(range(1, size + 1)) for size in layers], UNITS_FROM_1),
            (lambda layers: [tuple(range(size - 1)) for size in layers], UNIT_TOO_FEW),
            (lambda layers: [tuple(range(1, size)) for size in layers], UNIT_TOO_FEW),
            (lambda layers: [tuple(range(3)) for size in layers], UNITS_TYPED_IN),
            (lambda layers: [(0,) for size in layers], ONE_PATH_ONLY),
            (lambda layers, j: [(j,) for size in layers], ONE_PATH_ONLY),
            (lambda layers, i: [(i,) for size in layers], ONE_PATH_ONLY),
            (lambda layers: [(size - 1,) for size in layers], ONE_PATH_ONLY),
        ),
        *faults_of(
            "found",
            (lambda sizes, layer, i: _walked((i,), [range(size) for size in sizes[layer:]]), ANY_UNIT_BEHIND),
            (lambda begin, behind: sorted({(*begin, *units) for units in zip(*behind)}), SAME_UNIT),  # noqa: B905
            (
                lambda begin, layers: [begin + (unit,) * len(layers) for unit in range(min(layers, default=1))],
                SAME_UNIT,
            ),
            (lambda begin, behind: _beginnings(begin, behind), UNFINISHED_KEPT),
            (lambda right: sorted(path[::-1] for path in right), WALKED_BACKWARDS),
            (lambda right, layers: right if layers else [], LAST_LAYER_EMPTY),
            (lambda begin, behind: _walked(begin, behind[:1]), RETURN_IN_LOOP),
            (lambda right: len(right), NUMBER_OF_PATHS),
            (lambda right: sorted(unit for path in right for unit in path), STRUNG_PATHS),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)
