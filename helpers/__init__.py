"""What a notebook of the course imports: reference code, checks, figures, sliders and data.

Submodules load when they are first used, so `import helpers` costs hardly more than `import numpy`:
a learner who only checks an answer never waits for Matplotlib or the widgets.
"""

from importlib import import_module
from types import ModuleType

__version__ = "0.2.0"

_SUBMODULES = ("checks", "data", "differences", "explore", "figures", "reference")


def __getattr__(name: str) -> ModuleType:
    if name in _SUBMODULES:
        return import_module(f"helpers.{name}")
    raise AttributeError(f"helpers has no part named {name!r}. There are: {', '.join(_SUBMODULES)}.")


def __dir__() -> list[str]:
    return sorted([*globals(), *_SUBMODULES])
