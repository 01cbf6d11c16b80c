"""The fault model: a right computation as named steps, and mistakes as small changes of one step.

A `Model` is the reference code of one exercise, taken apart. For the gradient of one sample in lesson 2:

    Model(
        reference="neuron.gradient_one",
        inputs=("w", "b", "x", "y"),
        steps={
            "z": lambda w, x, b: w * x + b,
            "y_hat": lambda z: sigmoid(z),
            "dl_dy_hat": lambda y_hat, y: 2 * (y_hat - y),
            "dy_hat_dz": lambda y_hat: y_hat * (1 - y_hat),
            "dl_dw": lambda dl_dy_hat, dy_hat_dz, x: dl_dy_hat * dy_hat_dz * x,
            "dl_db": lambda dl_dy_hat, dy_hat_dz: dl_dy_hat * dy_hat_dz,
        },
        returns=("dl_dw", "dl_db"),
    )

Each step names what it needs: inputs, or steps before it. A `Fault` replaces one step; it may also ask for `right`, the
value that the step should have had. What a learner with that mistake would return follows by running the model.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Step = Callable[..., Any]


@dataclass(frozen=True, eq=False)
class Failed:
    """Stands for the value of a step that raised, such as a product of shapes that do not fit."""

    error: Exception


@dataclass(frozen=True)
class Mistake:
    """A mistake as a learner reads it; `think` never gives the answer away.

    name: a few words, the same wherever this mistake is made ("the factor 2 is missing").
    said: one sentence that says what went wrong here.
    think: one sentence, mostly a question, that leads to the right line.
    """

    name: str
    said: str
    think: str


@dataclass(frozen=True)
class Fault:
    """One step of a model done wrong.

    change: the wrong step. Its parameters are those that a step may have, and `right`, what the step should have given.
    """

    step: str
    change: Step
    mistake: Mistake


@dataclass(frozen=True)
class Model:
    """A right computation as named steps, and the known faults of it.

    reference: the name in helpers.reference that computes the same ("descent.step").
    inputs: names of the inputs, in the order in which a check hands them over.
    steps: name -> function of inputs and earlier steps, in order. Its parameters are those names; one with a default
        value is left alone. A step must not write into what it gets.
    returns: the step whose value is returned, or a tuple of steps.
    defaults: values of inputs that a check may leave out ({"h": 1e-5}), the last ones.
    Raises ValueError where a step or a fault asks for something that is not there.
    """

    reference: str
    inputs: tuple[str, ...]
    steps: Mapping[str, Step]
    returns: str | tuple[str, ...]
    faults: Sequence[Fault] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    _needs: dict[int, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        known = set(self.inputs)
        for name, step in self.steps.items():
            for function in (step, *(fault.change for fault in self.faults if fault.step == name)):
                needs = _needed(function)
                missing = set(needs) - known - ({"right"} if function is not step else set())
                if missing:
                    raise ValueError(f"{self.reference}, step {name}: before it is no {', '.join(sorted(missing))}")
                self._needs[id(function)] = needs
            known.add(name)
        strangers = {fault.step for fault in self.faults} - set(self.steps)
        if strangers:
            raise ValueError(f"{self.reference} has no step {', '.join(sorted(strangers))}")

    def run(self, values: Sequence[Any], faults: Sequence[Fault] = ()) -> Any:
        """What an answer with these faults returns for inputs with these values; the right answer without faults.

        Faults of the same step are applied one after the other, each taking the value before it as `right`.
        Raises what a step raised where the returned value needs that step.
        """
        value = self.returned(self.environment(values, faults))
        for part in value if isinstance(self.returns, tuple) else (value,):
            if isinstance(part, Failed):
                raise part.error
        return value

    def environment(self, values: Sequence[Any], faults: Sequence[Fault] = ()) -> dict[str, Any]:
        """Every input and step by name, for inputs with these values. What could not be computed is a `Failed`.

        Raises ValueError where there are more or fewer values than inputs.
        """
        given = dict(zip(self.inputs, map(_copied, values), strict=False))
        known = {**{name: _copied(value) for name, value in self.defaults.items()}, **given}
        if len(values) > len(self.inputs) or set(known) != set(self.inputs):
            raise ValueError(f"{self.reference} takes {', '.join(self.inputs)}, and {len(values)} values were given")
        for name, step in self.steps.items():
            known[name] = self._apply(step, known)
        for fault in sorted(faults, key=lambda fault: self.position(fault.step)):
            known = self.vary(known, fault)
        return known

    def vary(self, known: Mapping[str, Any], fault: Fault) -> dict[str, Any]:
        """The environment `known` with one more fault: its step is changed, and every later step that this reaches."""
        varied = dict(known)
        varied[fault.step] = self._apply(fault.change, {**known, "right": known[fault.step]})
        changed = {fault.step}
        for name in list(self.steps)[self.position(fault.step) + 1 :]:
            step = self.steps[name]
            if not changed.isdisjoint(self._needs[id(step)]):
                varied[name] = self._apply(step, varied)
                changed.add(name)
        return varied

    def position(self, step: str) -> int:
        """Where a step comes in the computation, counted from 0."""
        return list(self.steps).index(step)

    def returned(self, known: Mapping[str, Any]) -> Any:
        """What is returned in this environment; a part that could not be computed is a `Failed`."""
        if isinstance(self.returns, str):
            return known[self.returns]
        return tuple(known[name] for name in self.returns)

    def _apply(self, function: Step, known: Mapping[str, Any]) -> Any:
        given = [known[name] for name in self._needs[id(function)]]
        for value in given:
            if isinstance(value, Failed):
                return value
        try:
            return _frozen(function(*map(_fresh, given)))
        # A fault meets inputs that it was not written for. Then it explains nothing, and stops nobody.
        except Exception as error:
            return Failed(error)


def _needed(function: Step) -> tuple[str, ...]:
    parameters = inspect.signature(function).parameters.values()
    return tuple(parameter.name for parameter in parameters if parameter.default is parameter.empty)


# One environment serves many faults, so nothing in it may change: arrays are read-only, and lists and dicts are handed
# to each step anew.


def _copied(value: Any) -> Any:
    return _frozen(_each(value, lambda array: array.copy()))


def _fresh(value: Any) -> Any:
    return _each(value, lambda array: array) if isinstance(value, dict | list | tuple) else value


def _frozen(value: Any) -> Any:
    def freeze(array: Any) -> Any:
        array.flags.writeable = False
        return array

    return _each(value, freeze)


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    """`value` with `change` applied to every array in it, and with new dicts, lists and tuples around them."""
    if isinstance(value, np.ndarray):
        return change(value)
    if isinstance(value, dict):
        return {key: _each(entry, change) for key, entry in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_each(entry, change) for entry in value)
    return value
