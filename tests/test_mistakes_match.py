"""A mistake is named when it, and nothing else, gives what was returned on every input; otherwise nothing is named."""

import subprocess
import sys
import time
from typing import Any

import numpy as np
import pytest

from helpers.equal import same
from helpers.mistakes import Fault, Findings, Mistake, Model, diagnose, fitting


def mistake(name: str) -> Mistake:
    return Mistake(name, f"{name}.", f"{name}?")


HALF = Fault("factor", lambda right: right / 2, mistake("half"))
SIGN = Fault("product", lambda right: -right, mistake("sign"))
NO_BIAS = Fault("sum", lambda product: product, mistake("no bias"))
DOUBLE = Fault("product", lambda right: 2 * right, mistake("double"))


def line(*faults: Fault) -> Model:
    """y = 2 w x + b in three steps."""
    return Model(
        reference="test.line",
        inputs=("w", "x", "b"),
        steps={
            "factor": lambda w: 2 * w,
            "product": lambda factor, x: factor * x,
            "sum": lambda product, b: product + b,
        },
        returns="sum",
        faults=faults,
    )


INPUTS = [(1.5, 2.0, 0.3), (-0.7, 3.0, 1.1), (0.4, -1.2, -2.0)]


def named(model: Model, answer: Any, inputs: Any = INPUTS, **options: Any) -> str | None:
    diagnosis = diagnose(model, inputs, [answer(*values) for values in inputs], **options)
    return diagnosis.name if diagnosis else None


def test_a_single_mistake_is_named() -> None:
    model = line(HALF, SIGN, NO_BIAS)
    assert named(model, lambda w, x, b: w * x + b) == "half"
    assert named(model, lambda w, x, b: -2 * w * x + b) == "sign"
    assert named(model, lambda w, x, b: 2 * w * x) == "no bias"


def test_a_pair_is_named_in_the_order_of_the_steps() -> None:
    assert named(line(NO_BIAS, SIGN, HALF), lambda w, x, b: -2 * w * x) == "sign and no bias"
    assert named(line(NO_BIAS, SIGN, HALF), lambda w, x, b: -w * x + b) == "half and sign"


def test_what_no_entry_gives_is_not_named() -> None:
    assert named(line(HALF, SIGN, NO_BIAS), lambda w, x, b: w * x * x + b) is None
    assert named(line(HALF, SIGN, NO_BIAS), lambda w, x, b: -w * x) is None  # three mistakes


def test_one_input_that_does_not_fit_is_enough() -> None:
    returned = [w * x + b for w, x, b in INPUTS]
    returned[-1] += 1e-3
    assert diagnose(line(HALF, SIGN), INPUTS, returned) is None


def test_a_right_answer_is_not_named() -> None:
    model = line(HALF, SIGN, Fault("sum", lambda right: right * (1 + 1e-12), mistake("round-off")))
    assert named(model, lambda w, x, b: 2 * w * x + b) is None
    assert named(model, lambda w, x, b: (w * x + b / 2) * 2) is None
    assert named(model, lambda w, x, b: (2 * w * x + b) * (1 + 1e-12)) is None


def test_two_that_cancel_explain_nothing() -> None:
    again = Fault("product", lambda right: -right, mistake("sign again"))
    assert named(line(SIGN, again), lambda w, x, b: 2 * w * x + b) is None


def test_between_two_names_none_is_chosen() -> None:
    twin = Fault("product", lambda factor, x: -factor * x, mistake("another name"))
    model = line(HALF, SIGN, twin)
    assert named(model, lambda w, x, b: -2 * w * x + b) is None
    returned = [-2 * w * x + b for w, x, b in INPUTS]
    assert {found.name for found in fitting(model, INPUTS, returned).diagnoses} == {"sign", "another name"}
    # One name at two places is one mistake.
    assert (
        named(line(HALF, SIGN, Fault("product", twin.change, SIGN.mistake)), lambda w, x, b: -2 * w * x + b) == "sign"
    )


def test_a_second_one_that_nearly_fits_is_one_too_many() -> None:
    exact = Fault("product", lambda right: 1.7 * right, mistake("stretched"))
    nearly = Fault("product", lambda right: 1.7 * right * (1 + 1e-7), mistake("nearly stretched"))
    assert named(line(exact), lambda w, x, b: 3.4 * w * x + b) == "stretched"
    assert named(line(exact, nearly), lambda w, x, b: 3.4 * w * x + b) is None
    assert named(line(nearly), lambda w, x, b: 3.4 * w * x + b) is None


def test_two_pairs_that_fit_are_none() -> None:
    quarter = Fault("factor", lambda right: right / 4, mistake("quarter"))
    three = Fault("product", lambda right: 3 * right, mistake("three"))
    six = Fault("product", lambda right: 6 * right, mistake("six"))
    assert named(line(HALF, three, six), lambda w, x, b: 3 * w * x + b) == "half and three"
    returned = [3 * w * x + b for w, x, b in INPUTS]
    model = line(HALF, three, quarter, six)
    assert {found.name for found in fitting(model, INPUTS, returned).diagnoses} == {"half and three", "quarter and six"}
    assert diagnose(model, INPUTS, returned) is None


def test_a_mistake_made_everywhere_is_one_mistake() -> None:
    missing = mistake("the mean is missing")
    model = Model(
        reference="test.means",
        inputs=("x",),
        steps={"a": lambda x: np.mean(x), "b": lambda x: np.mean(x * x), "c": lambda x: np.mean(x**3)},
        returns=("a", "b", "c"),
        faults=(
            Fault("a", lambda x: np.sum(x), missing),
            Fault("b", lambda x: np.sum(x * x), missing),
            Fault("c", lambda x: np.sum(x**3), missing),
        ),
    )
    inputs = [(np.array([1.0, 2.0, 4.0]),), (np.array([0.5, -1.0]),)]
    assert named(model, lambda x: (np.sum(x), np.sum(x * x), np.sum(x**3)), inputs) == "the mean is missing"
    assert named(model, lambda x: [np.sum(x), np.mean(x * x), np.mean(x**3)], inputs) == "the mean is missing"
    assert named(model, lambda x: (np.sum(x), np.mean(x * x), np.sum(x**3)), inputs) == "the mean is missing"


# --- What a fault does with inputs it was not made for ---


def failing(right: Any) -> Any:
    raise RuntimeError("a fault that cannot")


def writing(X: Any) -> Any:
    X *= 2
    return X


def layer(*faults: Fault) -> Model:
    return Model(
        reference="test.layer",
        inputs=("W", "X"),
        steps={"Z": lambda W, X: W @ X, "A": lambda Z: np.maximum(Z, 0), "kept": lambda Z, A: {"Z": Z, "A": A}},
        returns="kept",
        faults=faults,
    )


def test_a_fault_that_raises_explains_nothing_and_stops_nobody() -> None:
    transposed = Fault("Z", lambda W, X: W.T @ X, mistake("transposed"))
    rng = np.random.default_rng(0)
    inputs = [(rng.normal(size=(4, 3)), rng.normal(size=(3, 5))), (rng.normal(size=(3, 3)), rng.normal(size=(3, 2)))]
    leaky = Fault("A", lambda Z: np.where(Z > 0, Z, 0.01 * Z), mistake("leaky"))
    model = layer(Fault("Z", failing, mistake("fails")), transposed, leaky, Fault("A", writing_z, mistake("writes")))

    def answer(W: Any, X: Any) -> Any:
        Z = W @ X
        return {"Z": Z, "A": np.where(Z > 0, Z, 0.01 * Z), "more": None}

    assert named(model, answer, inputs) == "leaky"
    assert isinstance(answer(*inputs[0])["Z"], np.ndarray)
    with pytest.raises(RuntimeError, match="cannot"):
        model.run(inputs[0], model.faults[:1])


def writing_z(Z: Any) -> Any:
    Z *= 0
    return Z


def test_no_fault_changes_what_another_one_sees() -> None:
    X = np.ones((3, 2))
    model = layer(Fault("A", writing_z, mistake("writes")))
    known = model.environment((np.ones((4, 3)), X), model.faults)
    assert np.array_equal(known["Z"], np.full((4, 2), 3.0))
    assert X.flags.writeable
    appending = Model(
        "test.list", ("path",), {"end": lambda path: path.append(1.0) or path}, "end",
        (Fault("end", lambda path, right: path + right, mistake("twice")),),
    )  # fmt: skip
    start = [3.0]
    assert appending.run((start,), appending.faults) == [3.0, 3.0, 1.0]
    assert start == [3.0]


def test_inputs_that_do_not_fit_the_model_are_refused() -> None:
    with pytest.raises(ValueError, match="takes w, x, b"):
        line().run((1.0,))
    with pytest.raises(ValueError, match="takes w, x, b"):
        line().run((1.0, 2.0, 3.0, 4.0))
    model = Model("test.h", ("x", "h"), {"y": lambda x, h: x * h}, "y", defaults={"h": 0.5})
    assert model.run((3.0,)) == 1.5
    assert model.run((3.0, 2.0)) == 6.0


def test_a_step_that_asks_for_what_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="step y: before it is no z"):
        Model("test.bad", ("x",), {"y": lambda z: z}, "y")
    with pytest.raises(ValueError, match="has no step z"):
        Model("test.bad", ("x",), {"y": lambda x: x}, "y", (Fault("z", lambda right: right, mistake("m")),))


# --- Values ---

ARRAY = np.array([1.0, 2.0])


@pytest.mark.parametrize(
    ("got", "value", "agree"),
    [
        (1.0, 1.0 + 1e-12, True),
        (1, 1.0, True),
        (True, 1.0, False),
        (np.True_, True, True),
        (1.0, 1.0 + 1e-6, False),
        (np.float32(0.1), 0.1, True),
        ([1.0, 2.0], ARRAY, True),
        ((1.0, 2.0), ARRAY, True),
        (ARRAY, (1.0, 2.0), True),
        ([ARRAY, 1], (ARRAY, 1), True),
        (ARRAY[:, None], ARRAY, False),
        (np.array(1.0), ARRAY, False),
        ([np.nan, np.inf], np.array([np.nan, np.inf]), True),
        ([np.nan, -np.inf], np.array([np.nan, np.inf]), False),
        ([1.0, np.nan], ARRAY, False),
        (" Monotone", "monotone", True),
        ("diverging", "monotone", False),
        ("1.0", 1.0, False),
        (None, 1.0, False),
        (None, None, True),
        (1.0, None, False),
        ({"a": 1}, {"a": 1.0}, True),
        ({"a": 1}, {"b": 1.0}, False),
        (ARRAY * 1j, ARRAY, False),
        ([[1.0], [1.0, 2.0]], ARRAY, False),
        (object(), ARRAY, False),
        (1.0, {"a": 1.0}, False),
        ([True, False], np.array([True, False]), True),
        ([1, 0], np.array([True, False]), False),
        (np.zeros((0, 2)), np.zeros((0, 2)), True),
    ],
)
def test_same(got: Any, value: Any, agree: bool) -> None:
    assert same(got, value) is agree


def test_what_a_learner_returns_may_be_anything() -> None:
    class Unfriendly:
        def __len__(self) -> int:
            raise RuntimeError

        def __array__(self, *_: Any) -> Any:
            raise RuntimeError

        __eq__ = __array__  # type: ignore[assignment]

    assert not same(Unfriendly(), ARRAY)
    assert named(line(HALF, SIGN), lambda *_: Unfriendly()) is None
    assert named(line(HALF, SIGN), lambda *_: (i for i in [1])) is None


# --- Time ---


def network_with_forty_faults() -> tuple[Model, list[tuple[Any, ...]]]:
    steps = {
        "Z1": lambda W1, X: W1 @ X, "A1": lambda Z1: np.tanh(Z1), "Z2": lambda W2, A1: W2 @ A1,
        "A2": lambda Z2: 1 / (1 + np.exp(-Z2)), "dZ2": lambda A2, Y: A2 - Y,
        "dW2": lambda dZ2, A1: dZ2 @ A1.T / dZ2.shape[1], "dA1": lambda W2, dZ2: W2.T @ dZ2,
        "dZ1": lambda dA1, A1: dA1 * (1 - A1**2), "dW1": lambda dZ1, X: dZ1 @ X.T / dZ1.shape[1],
        "grads": lambda dW1, dW2: {"dW1": dW1, "dW2": dW2},
    }  # fmt: skip
    places = list(steps)[:-1]
    faults = tuple(
        Fault(places[i % len(places)], lambda right, k=i: right * (1.1 + 0.01 * k), mistake(f"times {i}"))
        for i in range(40)
    )
    rng = np.random.default_rng(1)
    inputs = [
        (rng.normal(size=(4, 3)), rng.normal(size=(1, 4)), rng.normal(size=(3, 400)), rng.random((1, 400)))
        for _ in range(5)
    ]
    return Model("test.forty", ("W1", "W2", "X", "Y"), steps, "grads", faults), inputs


def test_forty_faults_and_their_pairs_take_less_than_half_a_second() -> None:
    model, inputs = network_with_forty_faults()
    started = time.thread_time()
    unknown = [{"dW1": np.ones((4, 3)), "dW2": np.ones((1, 4))}] * len(inputs)
    assert fitting(model, inputs, unknown) == Findings()
    assert time.thread_time() - started < 0.5
    pair = [model.run(values, (model.faults[3], model.faults[17])) for values in inputs]
    assert diagnose(model, inputs, pair) is not None


def test_a_search_that_takes_too_many_attempts_names_nothing() -> None:
    model = line(HALF, SIGN, NO_BIAS)
    assert named(model, lambda w, x, b: w * x + b, tries=20) == "half"
    assert named(model, lambda w, x, b: w * x + b, tries=2) is None
    assert not fitting(model, INPUTS, [1.0] * 3, tries=2).complete


def test_the_search_asks_no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    for clock in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
        monkeypatch.delattr(time, clock)
    model, inputs = network_with_forty_faults()
    pair = [model.run(values, (model.faults[3], model.faults[17])) for values in inputs]
    found = diagnose(model, inputs, pair)
    monkeypatch.undo()
    assert found is not None


def test_a_passing_check_loads_no_models() -> None:
    code = (
        "import sys\nfrom helpers.checks import check, inputs\nfrom helpers.mistakes import models_of_topic\n"
        "check(lambda x, eta: x - eta * 2 * x, inputs(x=[1.0, 3.0], eta=0.1), expected='descent.step')\n"
        "loaded = [name for name in sys.modules if name.startswith('helpers.mistakes.')]\n"
        "loaded = ' '.join(sorted(name.rpartition('.')[2] for name in loaded))\n"
        "assert loaded == 'edits generated match model plain words', loaded\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
