"""Look up a failing answer in the catalogue of mistakes. Its models load on demand: a passing check needs none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from helpers.checks.cases import Case
from helpers.checks.shared_symptom import in_common
from helpers.mistakes import Diagnosis, Findings, fitting, model_of


@dataclass(frozen=True)
class Naming:
    """What the catalogue says about a failing answer; the default is that it has nothing on this exercise.

    findings: what fits, None where the exercise has no model. steps: per case, what a right answer computes on its way.
    """

    findings: Findings | None = None
    steps: Sequence[Mapping[str, Any]] = ()

    @property
    def diagnosis(self) -> Diagnosis | None:
        """The one diagnosis that fits, or None."""
        return self.findings.only if self.findings else None

    @property
    def honest_words(self) -> str:
        """What to say where no mistake is named: that none fits, or that several do; empty where that is not known."""
        if self.findings is None or self.diagnosis:
            return ""
        if self.findings.diagnoses:
            return "More than one of the mistakes that the course knows would give exactly this."
        return "This is none of the mistakes that the course knows." if self.findings.complete else ""


def name_mistake(reference: str, cases: Sequence[Case], returned: Sequence[Any]) -> Naming:
    """Look for the mistake of an answer to the exercise whose reference function has this name ("" for none)."""
    # An exception in the catalogue costs the name only: the message still has the numbers.
    try:
        if reference and returned and all(value is None for value in returned):
            from helpers.mistakes.common import NOTHING_RETURNED

            return Naming(Findings((Diagnosis((NOTHING_RETURNED,)),)))
        model = model_of(reference) if reference else None
        if model is None or not model.faults:
            return Naming()
        inputs = [tuple(case.values()) for case in cases]
        findings = fitting(model, inputs, returned)
        known = [model.environment(values) for values in inputs]
        if not findings.diagnoses:
            shown = in_common(returned, [model.returned(one) for one in known])
            findings = replace(findings, diagnoses=(shown,)) if shown else findings
        return Naming(findings, known)
    except Exception:
        return Naming()
