"""Submissions that a run left half graded, since it was killed or the disk was full.

nbgrader writes a submission twice to the same place: made ready, and graded. It skips what is there when it runs
again, so that one which was only made ready would never be graded, and look like one without any point.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

KEY = "backprop_by_hand_unfinished"


class MarkUnfinished(NbGraderPreprocessor):
    """Mark a notebook that was made ready. Runs last of what makes it ready."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with the mark."""
        nb.metadata[KEY] = True
        return nb, resources


class MarkFinished(NbGraderPreprocessor):
    """Take the mark away. Runs last of all, when the scores are in the gradebook."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook without the mark."""
        nb.metadata.pop(KEY, None)
        return nb, resources


def is_unfinished(folder: Path) -> bool:
    """Return whether a folder of an autograded submission is there and holds no notebook that was graded to its end."""
    if not folder.is_dir():
        return False
    notebooks = list(folder.glob("*.ipynb"))
    return not notebooks or not all(map(_is_whole, notebooks))


def is_marked(path: Path) -> bool:
    """Return whether a notebook has the mark of one that was only made ready."""
    try:
        text = path.read_text(encoding="utf-8")
        return KEY in text and KEY in json.loads(text)["metadata"]
    except (OSError, ValueError, KeyError, TypeError):
        return False


def remove_unfinished(folder: Path) -> None:
    """Remove such a folder. nbgrader makes what is in it read-only, which does not hinder its owner."""
    shutil.rmtree(folder)


def _is_whole(path: Path) -> bool:
    try:
        return KEY not in json.loads(path.read_text(encoding="utf-8"))["metadata"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
