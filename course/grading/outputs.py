"""The outputs of a graded notebook: reasons for errors, warnings that cost nothing, and no more than can be shown."""

import re
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution
from traitlets import Integer

from course.cells import grade_id_of
from course.grading.mended import KEY

OWN = "own_error"
LABEL = "[a warning; it costs no points]\n"
# What a check ends with that found no answer, or the stub.
_NOTHING_THERE = ("NameError", "NotImplementedError")
_FILE = re.compile(r"\([^()\s]*\.py, line (\d+)\)")
_WORDS = {
    "CellTimeoutError": "it ran longer than a cell may",
    "BoxEnded": "it ended Python itself, by an exit or a crash, or it used too much time or memory",
}


class GiveReasons(NbGraderPreprocessor):
    """Put the error of the answer's cell in the place of the one that its check had for that reason.

    The score stays: an error for an error. Runs when records were kept, before outputs are cut.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with the reasons."""
        answers = {grade_id_of(cell): cell for cell in nb.cells if cell.cell_type == "code"}
        for cell in nb.cells:
            answer = answers.get(f"{grade_id_of(cell)}-answer")
            if answer is None or cell.cell_type != "code" or not is_grade(cell) or is_solution(cell):
                continue
            said, why = _error(cell), _error(answer)
            if said is not None and why is not None and said.ename in _NOTHING_THERE and why is not said:
                said.update(_reason(why))
                cell.metadata.setdefault(KEY, NotebookNode())[OWN] = True
        return nb, resources


def _error(cell: NotebookNode) -> NotebookNode | None:
    """Return the last error that a cell ended with: after an interrupt comes the reason for it."""
    errors = [output for output in cell.outputs if output.output_type == "error"]
    return errors[-1] if errors else None


def _reason(error: NotebookNode) -> dict[str, Any]:
    """Return name, text and traceback of an answer's error. The file of a cell has a number for its name."""
    text = _WORDS.get(error.ename) or _FILE.sub(r"(your cell, line \1)", error.evalue)
    text = f"{text}\nThe cell of this answer did not run to its end, so the check found nothing to call."
    return {"ename": error.ename, "evalue": text, "traceback": f"{error.ename}: {text}".splitlines()}


class ForgiveWarnings(NbGraderPreprocessor):
    """Move what a check wrote to stderr to stdout: for nbgrader any stderr is a score of 0.

    Errors are outputs of their own and still cost the points. Runs after the notebook was executed.
    """

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Return the cell; only checks (graded code that is no answer) are changed."""
        if cell.cell_type == "code" and is_grade(cell) and not is_solution(cell):
            for output in cell.outputs:
                if output.output_type == "stream" and output.name == "stderr":
                    output.name = "stdout"
                    output.text = LABEL + output.text
        return cell, resources


class BoundOutput(NbGraderPreprocessor):
    """Cut long texts, and leave out pictures and pages that are too big: LimitOutput counts lines, of any length.

    Outputs that decide a score always stay: errors (their text cut), and results that are a number.
    """

    max_text = Integer(100_000, help="most characters of one text: a stream, a result, an error's message").tag(
        config=True
    )
    max_data = Integer(2_000_000, help="most characters of one picture, page or other data").tag(config=True)
    max_cell = Integer(5_000_000, help="most characters of all outputs of one cell; later ones are left out").tag(
        config=True
    )

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Return the cell with bounded outputs."""
        if cell.cell_type != "code":
            return cell, resources
        kept, used, left_out = [], 0, 0
        for output in cell.outputs:
            self._bound(output)
            weight = _weight(output)
            if used + weight > self.max_cell and not _decides(output):
                left_out += 1
                continue
            used += weight
            kept.append(output)
        if left_out:
            text = f"[{left_out} more outputs of this cell were left out: too much output]\n"
            kept.append(NotebookNode(output_type="stream", name="stdout", text=text))
        cell.outputs = kept
        return cell, resources

    def _bound(self, output: NotebookNode) -> None:
        if output.output_type == "stream":
            output.text = self._cut(output.text)
        elif output.output_type == "error":
            output.evalue = self._cut(output.evalue)
            output.traceback = self._cut_lines(output.traceback)
        elif "data" in output:
            for mime, data in list(output.data.items()):
                if mime == "text/plain" and isinstance(data, str):
                    output.data[mime] = self._cut(data)
                elif len(data if isinstance(data, str) else str(data)) > self.max_data:
                    del output.data[mime]
                    output.data.setdefault("text/plain", f"[{mime} left out: too much output]")

    def _cut(self, text: str) -> str:
        if len(text) <= self.max_text:
            return text
        half = self.max_text // 2
        return f"{text[:half]}\n[... {len(text) - 2 * half} characters left out: too much output ...]\n{text[-half:]}"

    def _cut_lines(self, lines: list[str]) -> list[str]:
        """Cut an error's traceback as a whole; its end says what went wrong and stays."""
        if sum(map(len, lines)) <= self.max_text:
            return lines
        return self._cut("\n".join(lines)).split("\n")


def _weight(output: NotebookNode) -> int:
    if output.output_type == "stream":
        return len(output.text)
    if output.output_type == "error":
        return len(output.evalue) + sum(map(len, output.traceback))
    return sum(len(data if isinstance(data, str) else str(data)) for data in output.get("data", {}).values())


def _decides(output: NotebookNode) -> bool:
    """Whether nbgrader reads the score of a check from this output."""
    return output.output_type in ("error", "execute_result")
