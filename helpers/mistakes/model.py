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

Step = Callable[..., Any]


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
    """One step of a model done wrong. change: the wrong step, with parameters as a step has, and `right` if it likes."""

    step: str
    change: Step
    mistake: Mistake


@dataclass(frozen=True)
class Model:
    """A right computation as named steps, and the known faults of it.

    reference: the name in helpers.reference that computes the same ("descent.step").
    inputs: names of the inputs, in the order in which a check hands them over.
    steps: name -> function of inputs and earlier steps, in order.
    returns: the step whose value is returned, or a tuple of steps.
    defaults: values of the last inputs, where the learner's function has such and a check may leave them out.
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
                needs = tuple(inspect.signature(function).parameters)
                missing = set(needs) - known - ({"right"} if function is not step else set())
                if missing:
                    raise ValueError(f"{self.reference}, step {name}: nothing named {', '.join(sorted(missing))} before it")
                self._needs[id(function)] = needs
            known.add(name)
        strangers = {fault.step for fault in self.faults} - set(self.steps)
        if strangers:
            raise ValueError(f"{self.reference} has no step {', '.join(sorted(strangers))}")

    def run(self, values: Sequence[Any], faults: Sequence[Fault] = ()) -> Any:
        """What an answer with these faults returns for inputs with these values; the right answer without faults.

        Faults of the same step are applied one after the other, each taking the value before it as `right`.
        """
        return self._returned(self.environment(values, faults))

    def environment(self, values: Sequence[Any], faults: Sequence[Fault] = ()) -> dict[str, Any]:
        """Every input and step by name, for inputs with these values."""
        given = self.inputs[: len(values)]
        missing = set(self.inputs[len(values) :]) - set(self.defaults)
        if missing:
            raise ValueError(f"{self.reference}: no value for {', '.join(sorted(missing))}")
        known = {**self.defaults, **dict(zip(given, values, strict=True))}
        for name, step in self.steps.items():
            value = self._apply(step, known)
            for fault in faults:
                if fault.step == name:
                    value = self._apply(fault.change, {**known, "right": value})
            known[name] = value
        return known

    def _apply(self, function: Step, known: Mapping[str, Any]) -> Any:
        return function(*(known[name] for name in self._needs[id(function)]))

    def _returned(self, known: Mapping[str, Any]) -> Any:
        if isinstance(self.returns, str):
            return known[self.returns]
        return tuple(known[name] for name in self.returns)
