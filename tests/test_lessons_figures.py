"""Every figure of lessons 2 to 7 says its decisive numbers in its alt text, and can be drawn."""

from collections.abc import Callable

import numpy as np
import pytest

from helpers import figures
from helpers.data import neuron_points, sandwich_points
from helpers.digits import load_digits
from helpers.figures import Picture
from helpers.nudge import leaky_networks, leaky_values
from helpers.reference import activations, digits, leaky, neuron, paths, shallow

pytestmark = pytest.mark.unit


def neuron_figures() -> dict[str, Picture]:
    X, Y = neuron_points()
    walk = np.array([[0.0, 0.0], [0.8, -0.2], [1.3942, -0.8842]])
    z = np.linspace(-15, 15, 31)
    return {
        "0.5 at z = 0": figures.sigmoid_curve(neuron.sigmoid),
        "highest at z = 0, where it is 0.25": figures.sigmoid_curve(neuron.sigmoid, neuron.sigmoid_prime),
        "product dl/dw = -0.265": figures.neuron_factors(
            {"y_hat to l": -0.62, "z to y_hat": 0.214, "w to z": 2.0}, -0.265, lambda w: (w - 1) ** 2, 0.5, 2.0
        ),
        "after 20 steps": figures.neuron_fit(X, Y, lambda x: neuron.predict(1.0, 0.0, x), 0.0123, "after 20 steps"),
        "to (1.39, -0.884)": figures.loss_surface(
            lambda w, b: neuron.mse(neuron.predict(w, b, X), Y), {"start (0, 0)": walk}
        ),
        "published ends at 0.1": figures.settling({"published": [0.5, 0.1], "yours": [0.5, 0.8]}, {"target 0.9": 0.9}),
        "from z = -8.8 to z = 4.3": figures.saturation_window(
            z, {"squared error": np.abs(neuron.gradient_by_z(z, 1.0))}, -8.8, 4.3, 1.0
        ),
    }


def shallow_figures() -> dict[str, Picture]:
    X, Y = sandwich_points(200)
    half = figures.decision_slices(X, Y, lambda X: np.full((1, X.shape[1]), 0.4), "at the start")
    rows = {"zero": np.zeros((3, 4, 3)), "random": np.arange(36).reshape(3, 4, 3)}
    return {
        "tanh 0.762 with slope 0.42": figures.activation_curves(shallow.activations, 1.0),
        "The points alone.": figures.decision_slices(X, Y),
        "at the start. 50.0% of the points are on the right side": half,
        "a run: from 0.7 to 0.1 in 2 steps": figures.cost_history({"a run": [0.7, 0.3, 0.1]}),
        "zero: at the end 0, 0, 0, 0; random: at the end 24, 27, 30, 33": figures.row_paths(rows),
    }


def sum_term_figures() -> dict[str, Picture]:
    w, o = np.array([[0.4, -0.6], [0.7, 0.1], [-0.3, 0.9]]), np.array([0.5, 0.8, 0.2])
    return {
        "row 1, column 0": figures.index_orders(w, 1, 0),
        "2 to 0.5 for alpha = 0.1": figures.error_falling({0.1: [2.0, 1.0, 0.5]}),
        "published: 1.5, 1.5, 1.5": figures.factors_by_unit(o, {"published": [1.5, 1.5, 1.5]}),
    }


def leaky_figures() -> dict[str, Picture]:
    (case,) = leaky_networks(seed=13, sizes=(2, 3, 2, 1), m=5, count=1, alpha=0.1)
    cache = leaky_values(case["params"], case["X"])
    flow = figures.shape_flow(case["params"], cache, leaky.gradients(**case), case["X"])
    return {
        "At z = -2 the value is -0.2 and the slope 0.1": figures.leaky_curve(leaky.leaky_relu, 0.1, -2.0),
        "W3 (1, 2) times A2 (2, 5) gives Z3 (1, 5)": flow,
        "W3ᵀ (2, 1) times dZ3 (1, 5) gives dZ2 (2, 5)": flow,
        "0 at 1, 0.5 at 10": figures.relative_gaps({1: 0.0, 10: 0.5}, "samples", "Averaging"),
        "a run: from 0.5 to 0.1 in 2 epochs, 24 iterations": figures.training_runs({"a run": ([0.5, 0.2, 0.1], 24)}),
        "dZ1 from 1 to 0.5; dZ2 from 2 to 0.25": figures.layer_deltas([[1, 2], [0.5, 0.25]], [1.0, 0.1]),
        "flat: 1.00 in the middle": figures.height_maps({"flat": lambda X: np.ones((1, X.shape[1]))}, 1.0),
        "steep: 0.00 in the middle and -1000.00 at": figures.height_maps({"steep": lambda X: 1000 * X[:1]}, 1.0),
    }


def paths_figures() -> dict[str, Picture]:
    counts = {depth: paths.count_operations([3] * (depth + 1)) for depth in range(1, 35)}
    two = figures.path_products({(0, 1): 0.25, (0, 2): -0.5}, -0.2)
    operations = figures.operation_counts(counts, 1e9)
    return {
        "The weight W1[1, 0] is marked. Paths lit in it: 9, namely 0-1-0-0": figures.lit_paths(
            [3, 3, 3, 3], paths.paths([3, 3, 3, 3], 1, 1, 0)
        ),
        "A 2-4 network. The weight W1[3, 1] is marked. Paths lit in it: 1": figures.lit_paths([2, 4], [(1, 3)]),
        "Paths lit in it: 0, namely none": figures.lit_paths([2, 2], []),
        "0-1: 0.25, 0-2: -0.5. Their sum is -0.25, and a nudge says -0.2": two,
        "the paths take a second at depth 15, a day at depth 25, a year at depth 30": operations,
        "the paths take no second": figures.operation_counts({1: (18, 12), 2: (126, 33)}, 1e9),
    }


def digits_figures() -> dict[str, Picture]:
    X, labels = load_digits()
    A = np.eye(10)[:, labels[:20]] * 0.8 + 0.02
    A[:, 3] = np.roll(A[:, 3], 1)
    counts = digits.confusion(A, labels[:20])
    pressed = np.zeros((64, 1))
    pressed[10] = -3
    read = figures.worst_confusions(X[:, :20], labels[:20], A)
    return {
        "The titles: 0, 1, 2.": figures.digit_images(X[:, :3], ["0", "1", "2"]),
        "25 images": figures.digit_images(X[:, :25], ["?"] * 25),
        "0 becomes 0.269, 1 becomes 0.731": figures.softmax_bars(activations.softmax.value, [0.0, 1.0]),
        "2.00 at -1, 0.500 at 1": figures.loss_and_slope([-1, 1], [2.0, 0.5], [-0.9, -0.1]),
        "from -1.00 to 1.00": figures.weight_images(np.linspace(-1, 1, 640).reshape(10, 64)),
        "is 1.0e-01, the largest slope 2": figures.slopes_agree([1.0, 2.0], [1.1, 2.0]),
        "20 samples, 19 right. Most frequent: 3 taken for 4 (1)": figures.confusion_matrix(counts),
        "1 of 20 images are read wrongly. The worst: 3, read 4 (82% sure)": read,
        "0 of 3 images are read wrongly. The worst: none": figures.worst_confusions(X[:, :3], labels[:3], A[:, :3]),
        "seven: -3 at row 1, column 2, up to 0": figures.pixel_slopes(X[:, :1], pressed, ["seven"]),
    }


@pytest.mark.parametrize(
    "made", [neuron_figures, shallow_figures, sum_term_figures, leaky_figures, paths_figures, digits_figures]
)
def test_every_figure_says_its_numbers_and_draws(made: Callable[[], dict[str, Picture]]) -> None:
    for words, figure in made().items():
        assert isinstance(figure, Picture)
        assert words in figure.alt
        assert figure.png().startswith(b"\x89PNG")


def test_the_diagram_says_its_numbers_and_no_two_of_its_texts_meet() -> None:
    rng = np.random.default_rng(2)
    shapes = {"W1": (4, 3), "b1": (4, 1), "W2": (1, 4), "b2": (1, 1)}
    params = {name: rng.uniform(-1, 1, shape) for name, shape in shapes.items()}
    X, Y = np.array([[0.5], [-1.25], [2.0]]), np.array([[1.0]])
    cache = shallow.forward(params, X)
    grads = shallow.backward(params, cache, X, Y)
    figure = figures.network_diagram(params, cache, grads, X, Y)
    assert f"prediction {cache['A2'][0, 0]:.3f} for the target 1" in figure.alt
    assert "Inputs 0.5, -1.25, 2;" in figure.alt
    figure.png()  # lays the texts out
    axes = figure.axes[0]
    shown = [text for text in axes.texts if text.get_text()]
    texts = [text.get_text() for text in shown]
    for name in ("W1", "W2"):
        for weight, gradient in zip(params[name].ravel(), grads["d" + name].ravel(), strict=True):
            assert f"{weight:+.2f}" in texts
            assert f"{gradient:+.3f}" in texts
    boxes = [text.get_window_extent() for text in shown]
    meet = [
        (texts[a], texts[b])
        for a in range(len(boxes))
        for b in range(a)
        if boxes[a].padded(-1).overlaps(boxes[b].padded(-1))
    ]
    assert not meet


def test_a_path_of_rows_is_drawn_at_every_fourth_step() -> None:
    late = figures.row_paths({"zero": np.zeros((3, 4, 3))}, every=4)
    assert late.axes[0].lines[0].get_xdata().tolist() == [0, 4, 8]


def test_titles_of_slices_are_inside_of_the_picture() -> None:
    for slices in list(shallow_figures().values())[1:3]:
        slices.png()  # lays the texts out
        assert all(axes.title.get_window_extent().y1 <= slices.bbox.y1 for axes in slices.axes)
