"""Lines of a notebook that would change the machine it is run on: `%pip install`, `!conda install` and their like.

In JupyterLab a learner runs such a line knowingly. A program that runs the whole notebook, to say what passes, leaves
it out, and says so.
"""

import re

from nbformat import NotebookNode

_TOOL = r"(?:sudo\s+)?(?:\S+\s+-m\s+)?(?:pip[\d.]*|(?:micro)?mamba|conda|uv|pixi|poetry|easy_install|apt(?:-get)?|brew)"
_LINE = re.compile(rf"^(?P<indent>\s*)(?:\w+\s*=\s*)?(?:%|!!?)\s*{_TOOL}(?:\s.*)?$")
_SHELL_CELL = re.compile(r"\s*%%(?:!|bash|sh|script|cmd)\b")
_SHELL_LINE = re.compile(rf"^(?P<indent>\s*){_TOOL}(?:\s.*)?$")


def leave_out_installs(nb: NotebookNode) -> list[str]:
    """Replace such lines in the notebook's code cells by ones that do nothing, and return them as they were written."""
    left_out = []
    for cell in nb.cells:
        if cell.cell_type != "code":
            continue
        shell = bool(_SHELL_CELL.match(cell.source))
        lines = cell.source.split("\n")
        for number, line in enumerate(lines):
            if found := (_SHELL_LINE if shell else _LINE).match(line):
                lines[number] = f"{found['indent']}{':' if shell else 'pass'}"
                left_out.append(line.strip())
        cell.source = "\n".join(lines)
    return left_out
