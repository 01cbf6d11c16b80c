"""What a run of a learner's notebook showed, exercise by exercise."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Exercise:
    """One graded cell and what became of it. `score` is None where nothing can be said by running."""

    name: str
    points: float
    score: float | None
    essay: bool
    message: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing is left to do here."""
        return self.score is None or self.score >= self.points


@dataclass
class Result:
    """What a run of a notebook showed. `changed` are locked cells, `retyped` any, whose text or type differs.

    `left_out` are lines that were not run, for they install something.
    missing: graded cells of the lesson that are not there, or have lost what marks them.
    """

    exercises: list[Exercise] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    retyped: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    broken_off: str = ""
    timeout: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether nbgrader would have nothing to say against this notebook."""
        complaints = self.changed or self.retyped or self.missing or self.broken_off
        return not complaints and all(exercise.ok for exercise in self.exercises)
