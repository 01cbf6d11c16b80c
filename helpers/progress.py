"""A progress bar for training, in one output that is changed in place; in a terminal, a line at the end."""

import html
import time
from typing import Any

_SECONDS = 0.1  # between two changes: more often costs time and shows no more


class _Bar:
    """What is shown now, and when it was shown."""

    handle: Any = None
    shown = 0.0


class _Shown:
    """The bar in a notebook, and the same as a line of text."""

    def __init__(self, done: int, total: int, cost: float) -> None:
        self.done, self.total = done, total
        self.text = f"epoch {done} of {total}, J = {cost:.4f}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        text = html.escape(self.text)
        bar = f'<progress value="{self.done}" max="{self.total}" aria-label="training">{text}</progress>'
        return {"text/html": f"<div>{bar} <samp>{text}</samp></div>", "text/plain": self.text}


def show_progress(done: int, total: int, cost: float) -> None:
    """Show that `done` of `total` epochs are over, and the cost J. Call it after each epoch, the last one included.

    The first call of a run, done = 1, makes a new bar. Outside of a notebook only the end of a run is printed.
    """
    now = time.monotonic()
    if done > 1 and done < total and now - _Bar.shown < _SECONDS:
        return
    _Bar.shown = now
    said = _Shown(done, total, cost)
    if not _in_notebook():
        if done >= total:
            print(said.text)
    elif done == 1 or _Bar.handle is None:
        from IPython.display import display

        _Bar.handle = display(said, display_id=True)
    else:
        _Bar.handle.update(said)


def _in_notebook() -> bool:
    """Whether a notebook's kernel, or a shell that takes what it takes, runs this."""
    import sys

    if "IPython" not in sys.modules:
        return False
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    return shell is not None and type(shell).__name__ != "TerminalInteractiveShell"
