"""What was put right in a submission before it was graded: kept in the autograded notebook, and logged."""

from logging import Logger

from nbformat import NotebookNode

from course.grading.printable import printable

KEY = "backprop_by_hand"


def forget_mended(nb: NotebookNode) -> None:
    """Drop what a submission itself brings under our key."""
    nb.metadata.pop(KEY, None)


def note_mended(nb: NotebookNode, log: Logger, cell: str, what: str) -> None:
    """Keep one sentence on one cell in the notebook's metadata, and log it as a warning.

    `cell` is a grade id, or "" for the notebook as a whole. `what` is a sentence without the cell's name. Both may
    quote the submission.
    """
    cell, what = printable(cell), printable(what)
    log.warning("Mended %s: %s", cell or "the notebook", what)
    nb.metadata.setdefault(KEY, NotebookNode(mended=[])).mended.append(NotebookNode(cell=cell, what=what))


def list_mended(nb: NotebookNode) -> list[dict[str, str]]:
    """Return what `note_mended` kept: a list of {"cell": grade id, "what": sentence}."""
    return [dict(entry) for entry in nb.metadata.get(KEY, {}).get("mended", [])]
