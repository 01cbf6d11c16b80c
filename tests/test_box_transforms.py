"""IPython's syntax in the box: the quick way gives what IPython's own gives."""

import itertools

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager

from course.box.shell import QuickTransforms
from course.paths import find_tree

LINES = [
    "x = 1",
    "x = %pwd",
    "x = !ls",
    "x =  %  y",
    "x == y != z",
    "y = x %  2",
    "%matplotlib inline",
    "  %time x",
    "!ls",
    "x?",
    "x?  ",
    "?x",
    "??x",
    "x? # no",
    'guess = "?"',
    'guess = "?',
    "print('a', end='?')",
    ">>> x = 1",
    "... y",
    "    ...",
    "In [3]: x",
    ",f a",
    "/f a",
    ";f a",
    "f'{x=!r}'",
    '"""',
    "% not magic",
    "?",
    "if x:",
    "    y = 1",
    "",
    "  ",
    "\tx",
    "x\\",
    "\f",
    "x\r",
    "%%time",
    "def f(:",
]


def outcome(manager: TransformerManager, cell: str) -> str:
    """What a cell becomes. Where that is no Python, it does not matter who says so."""
    try:
        plain = str(manager.transform_cell(cell))
        compile(plain, "cell", "exec")
    except SyntaxError:
        return "no Python"
    return plain


@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_cell_of_strange_lines_comes_out_as_from_ipython(count: int) -> None:
    own, quick = TransformerManager(), QuickTransforms()
    for lines in itertools.product(LINES, repeat=count):
        cell = "\n".join(lines)
        assert outcome(quick, cell) == outcome(own, cell), cell
        if count > 2 and lines[0] == LINES[6]:
            break


def test_the_lessons_come_out_as_from_ipython_and_most_of_them_the_quick_way(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = find_tree()
    cells = []
    for name in tree.lesson_names():
        notebook = nbformat.read(tree.source / name / f"{name}.ipynb", as_version=4)
        cells += [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    own = [TransformerManager().transform_cell(cell) for cell in cells]
    assert [QuickTransforms().transform_cell(cell) for cell in cells] == own
    slow: list[str] = []

    def keep(self: TransformerManager, cell: str) -> str:
        slow.append(cell)
        return cell

    monkeypatch.setattr(TransformerManager, "transform_cell", keep)
    for cell in cells:
        QuickTransforms().transform_cell(cell)
    assert len(slow) < len(cells) / 10


def test_a_transform_that_a_notebook_adds_is_used() -> None:
    quick = QuickTransforms()
    quick.cleanup_transforms.append(lambda lines: [line.replace("one", "1") for line in lines])
    assert quick.transform_cell("x = one") == "x = 1\n"
