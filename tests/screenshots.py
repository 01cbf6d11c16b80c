"""Make the README's pictures: `python -m tests.screenshots` in the checkout."""

import shutil
import tempfile
from pathlib import Path

from tests.browser import LabNotebook, jupyterlab, page_at
from tests.test_browser import RELEASE, WRONG

PICTURES = Path(__file__).parents[1] / "course" / "pictures"


def main() -> None:
    """Lesson 1 in JupyterLab, with a wrong answer and what the check says about it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(RELEASE, folder / "work")
        (folder / "home").mkdir()
        with jupyterlab(folder / "work", folder / "home") as address, page_at(address, 1200, 860) as page:
            notebook = LabNotebook(page, "01_descent/01_descent.ipynb")
            page.evaluate("window.jupyterapp.commands.execute('application:toggle-left-area')")
            notebook.run("setup")
            answer = '"""The curve and its slope, equation (1.1)."""'
            notebook.write("parabola-answer", WRONG.replace(":\n", f":\n    {answer}\n", 1).rstrip())
            for cell in ("parabola-answer", "parabola"):
                notebook.run(cell)
            notebook.show("parabola-answer")
            page.wait_for_function("document.querySelectorAll('mjx-container').length > 0")
            PICTURES.mkdir(exist_ok=True)
            page.screenshot(path=PICTURES / "lab.png")


if __name__ == "__main__":
    main()
