"""The checks that test cells call. Each says what it looked at, and on a wrong answer what to look at next.

In a test cell:

    check(step, inputs(x=[3.0, -2.0], eta=0.1), expected=reference.descent.step)
    check_gradient(parabola_slope, of=parabola, at=inputs(x=[3.0, -2.0]))
    check_raises(minimise, inputs(a=-1.0, ...), ValueError)
    check_derivation(lines, start="d(z * z, z)", end="2 * z", points=random_inputs(seed=1, count=5, z=between(-2, 2)))
    check_start(initialise, inputs(n_x=60, n_h=50, n_y=40, scale=0.01, seed=2))
    require(condition, "what is wrong, and what to do")
"""

from helpers.checks.cases import between, inputs, integer, one_of, random_inputs
from helpers.checks.check import check, check_gradient, check_raises, on_purpose, require
from helpers.checks.derivation import Milestone, check_derivation
from helpers.checks.failure import CheckFailed
from helpers.checks.hooks import install_here
from helpers.checks.shallow import check_backward, check_start

install_here()

__all__ = [
    "CheckFailed",
    "Milestone",
    "between",
    "check",
    "check_backward",
    "check_derivation",
    "check_gradient",
    "check_raises",
    "check_start",
    "inputs",
    "integer",
    "on_purpose",
    "one_of",
    "random_inputs",
    "require",
]
