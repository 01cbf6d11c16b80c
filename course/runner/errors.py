"""When grading has to stop, and when only one submission could not be graded."""

from course.errors import CourseError


class GradingStopped(KeyboardInterrupt):
    """The sandbox does not work here, so nobody can be graded now: the whole run ends.

    nbgrader goes on to the next student after every Exception, and would mark each of them as failed. It ends its run
    for a KeyboardInterrupt only, and cleans up behind the student at hand.
    """


class NotGraded(CourseError):
    """This one submission could not be run to its end, and that may not be the student's doing. nbgrader goes on."""


def raise_if_stopped(outcome: dict[str, object]) -> None:
    """Raise CourseError where what nbgrader's API returned says that the run was stopped."""
    _, found, said = str(outcome.get("error") or "").rpartition(f"{GradingStopped.__name__}: ")
    if found:
        raise CourseError(said.strip())
