"""The one error that a failing check raises, and how it shows itself in a notebook."""

import traceback
from types import TracebackType

from helpers.checks.grader import hooks


class CheckFailed(AssertionError):
    """A learner's answer is wrong. The message is written for the learner.

    In a notebook only the message is shown, followed by the learner's own traceback where there is one: the frames of
    the checker would say nothing about the answer. `named`: the mistake's name, where it is known.
    """

    def __init__(self, message: str, learner_traceback: str = "", named: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.learner_traceback = learner_traceback
        self.named = named

    def __str__(self) -> str:
        return self.message

    def _render_traceback_(self) -> list[str]:
        """What IPython prints instead of a traceback (a hook that IPython looks for by this name)."""
        lines = [*self.learner_traceback.splitlines(), ""] if self.learner_traceback else []
        return [*lines, *f"CheckFailed: {self.message}".splitlines()]


class Stopped(KeyboardInterrupt):
    """The learner stopped a check while it ran. A KeyboardInterrupt, so that nothing goes on after it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def _render_traceback_(self) -> list[str]:
        """What IPython prints instead of a traceback."""
        return self.message.splitlines()


def not_written_yet(name: str, where: str) -> NotImplementedError:
    """The error where a stub was called: the answer is not written yet, which is not the same as wrong.

    where: the function that holds the stub, which `name` may only have called.
    """
    what = f"`{name}`" if where in (name, "<module>", "<lambda>") else f"`{where}`, which `{name}` uses,"
    message = (
        f"{what} is not written yet, or the line `raise NotImplementedError` was left in its cell.\n"
        f"Write your code in place of that line, run the cell, then run this check again."
    )
    error = NotImplementedError(message)
    error._render_traceback_ = lambda: [f"NotImplementedError: {message}"]  # type: ignore[attr-defined]
    return error


def origin_of(error: BaseException) -> tuple[str, str]:
    """The traceback of an error without the checker's own frames, and the name of the function that raised it."""
    trace = error.__traceback__
    return hooks().origin(error) or (format_frames(trace), traceback.extract_tb(trace)[-1].name)


def line_of_learner(error: BaseException) -> str:
    """Where in the learner's cells an error happened, as "line 3 of `step`: x = ..."; empty where that is not known."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if is_cell(frame.filename):
            where = "your cell" if frame.name == "<module>" else f"the cell with `{frame.name}`"
            return f"line {frame.lineno} of {where}" + (f": {frame.line}" if frame.line else "")
    return ""


def is_cell(filename: str) -> bool:
    """Whether this is IPython's file name for a cell: a temporary path, which means nothing to a learner."""
    return "ipykernel_" in filename or filename.startswith("<ipython-input")


def format_frames(tb: TracebackType | None) -> str:
    """The frames of a traceback, without the checker's own at its start, as text."""
    while tb is not None and tb.tb_frame.f_globals.get("__name__", "").startswith("helpers.checks"):
        tb = tb.tb_next
    frames = traceback.extract_tb(tb)
    for frame in frames:
        if is_cell(frame.filename):
            frame.filename = "your cell"
    if len(frames) > 8:  # endless recursion fills a page with the same line
        head, tail = traceback.format_list(frames[:4]), traceback.format_list(frames[-2:])
        return "".join([*head, f"  ... {len(frames) - 6} more calls ...\n", *tail]).rstrip()
    return "".join(traceback.format_list(frames)).rstrip()
