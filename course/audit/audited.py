"""What the audit found out about one known answer."""

from dataclasses import dataclass, field

from course.authoring.known import split_names


@dataclass(frozen=True)
class Audited:
    """One answer and the tests it lost, in the notebook's order. `messages`: what each lost test said."""

    lesson: str
    exercise: str | None
    answer: str
    kind: str
    mistake: str | None
    expected_lost: list[str]
    lost: list[str]
    messages: dict[str, str] = field(default_factory=dict)
    # The mistake that the exercise's own check named, and the one that it must name where the text says so.
    named: str | None = None
    names: str | None = None
    # Errors of cells that are no tests, by cell id. A wrong answer may well break a figure.
    errors: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    line: int = 0

    @property
    def ok(self) -> bool:
        """A wrong answer loses exactly what it should, and something; any other loses nothing.

        Where it says what it must be called, it is called that.
        """
        if self.kind == "wrong":
            return (
                bool(self.expected_lost) and set(self.lost) == set(self.expected_lost) and self.well_named is not False
            )
        return not self.lost

    @property
    def well_named(self) -> bool | None:
        """Whether the check said the name that it must say, and no other; None where that is left open."""
        if self.names is None:
            return None
        wanted = split_names(self.names)
        return wanted == (frozenset() if self.named is None else split_names(self.named))

    def as_json(self) -> dict[str, object]:
        """Return the object that `course audit --json` prints."""
        keys = ("lesson", "exercise", "answer", "kind", "mistake", "expected_lost", "lost", "named", "ok")
        return {key: getattr(self, key) for key in keys}
