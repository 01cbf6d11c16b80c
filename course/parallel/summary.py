"""What became of a run so far: counts, reasons and durations, for the screen and for tests."""

import resource
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Summary:
    """What became of a run so far."""

    lesson: str
    total: int = 0
    counts: Counter[str] = field(default_factory=Counter)  # by kind: graded, needs_person, failed, skipped
    failed: dict[str, str] = field(default_factory=dict)  # reasons by student
    stopped: bool = False
    workers: int = 0
    seconds: float = 0.0
    start_seconds: float = 0.0  # until the workers are there
    coordinator_seconds: float = 0.0  # processor time of this process
    _kinds: dict[str, str] = field(default_factory=dict)

    @property
    def done(self) -> int:
        """How many came to an end."""
        return len(self._kinds)

    @property
    def worked(self) -> int:
        """How many were not skipped."""
        return self.done - self.counts["skipped"]

    def note(self, student: str, kind: str, reason: str = "") -> None:
        """Note what became of a student's submission; what became of an earlier one does not count any more."""
        before = self._kinds.get(student)
        if before:
            self.counts[before] -= 1
            self.failed.pop(student, None)
        self._kinds[student] = kind
        self.counts[kind] += 1
        if reason:
            self.failed[student] = reason

    def expect(self, students: list[str]) -> None:
        """Count students that were not there before."""
        self.total += sum(student not in self._kinds for student in students)


def peak_megabytes() -> float:
    """Return the most memory that this process had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
