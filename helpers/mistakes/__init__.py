"""Naming the mistake: models of the exercises with their known faults, and the match against what was returned.

`model_of("descent.step")` gives the model of an exercise by the name of its reference function. A topic's models load
when one of them is asked for, which only a failing check does.
"""

import pkgutil
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from helpers.mistakes.generated import generated
from helpers.mistakes.match import Diagnosis, Findings, diagnose, fitting
from helpers.mistakes.model import Fault, Mistake, Model
from helpers.mistakes.plain import PLAIN
from helpers.mistakes.words import KINDS, mistake_of

__all__ = [
    "Diagnosis",
    "Fault",
    "Findings",
    "Mistake",
    "Model",
    "all_names",
    "catalogue",
    "diagnose",
    "fitting",
    "model_of",
    "models_of_topic",
]


def models_of_topic(topic: str) -> dict[str, Model]:
    """All models of helpers.reference.<topic>, by reference name; empty where the topic has none."""
    name = f"{__name__}.{topic}"
    if find_spec(name) is None:
        return {}
    return {model.reference: model for model in getattr(import_module(name), "MODELS", ())}


def catalogue() -> dict[str, Model]:
    """The models of all topics, by reference name."""
    return {model.reference: model for topic in _topics() for model in getattr(topic, "MODELS", ())}


def all_names() -> frozenset[str]:
    """What a check may call a mistake: the names of all models' faults and of edits, and those that need no model."""
    models = catalogue().values()
    by_rule = (fault for model in models for made in generated(model) for fault in made.model.faults)
    faults = (*(fault for model in models for fault in model.faults), *by_rule)
    others = (mistake for topic in _topics() for mistake in getattr(topic, "WITHOUT_MODEL", ()))
    shared = map(mistake_of, KINDS)
    return frozenset(mistake.name for mistake in (*(fault.mistake for fault in faults), *others, *shared, *PLAIN))


def _topics() -> list[ModuleType]:
    return [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]


def model_of(reference: str) -> Model | None:
    """The model of the reference function with this name, or None where there is none."""
    return models_of_topic(reference.split(".")[0]).get(reference)
