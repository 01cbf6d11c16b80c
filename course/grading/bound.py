"""Bound what a cell's outputs weigh. nbgrader's LimitOutput counts lines, and one line may have 20 MB."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Integer


class BoundOutput(NbGraderPreprocessor):
    """Cut long texts, and leave out pictures and pages that are too big.

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
