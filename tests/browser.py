"""JupyterLab in a headless Chromium, for tests that use the course as a learner does.

Nothing of the user's own Jupyter is touched: HOME and every Jupyter folder lie in the test's temporary folder, and no
request leaves the machine but for those that the test would fail on.
"""

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

ROOT = Path(__file__).parents[1]
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """Path of the Chromium to use. Raises where there is none, with the line that installs it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        raise RuntimeError("these tests need Chromium; on Debian: sudo apt-get install chromium")
    return found


def isolated(home: Path) -> dict[str, str]:
    """An environment in which nothing of the user's own Jupyter settings is seen, and nothing is written there."""
    folders = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    folders |= {"IPYTHONDIR": str(home / "ipython"), "MPLCONFIGDIR": str(home / "matplotlib")}
    return {**os.environ, "HOME": str(home), "PYTHONPATH": str(ROOT), **folders}


@contextmanager
def jupyter(module: str, folder: Path, home: Path, token: str, *options: str, **environment: str) -> Iterator[str]:
    """Start a Jupyter server on `folder`; yields its address, and ends it afterwards."""
    command = [sys.executable, "-m", module, "--no-browser", "--allow-root", "--ip=127.0.0.1", "--ServerApp.port=0"]
    command += [f"--IdentityProvider.token={token}", *options]
    log = home / "jupyter.log"
    with log.open("w") as out:
        server = subprocess.Popen(
            command, env=isolated(home) | environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=folder
        )
        try:
            yield _address(server, log, token)
        finally:
            server.terminate()
            server.wait(30)


@contextmanager
def jupyterlab(folder: Path, home: Path) -> Iterator[str]:
    """Start JupyterLab on `folder`; yields its address, token included, and ends it afterwards."""
    settings = home / "settings"
    news = settings / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    news.parent.mkdir(parents=True)
    news.write_text(json.dumps({"fetchNews": "false", "checkForUpdates": False}))
    environment = {"JUPYTERLAB_SETTINGS_DIR": str(settings), "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces")}
    options = (f"--ServerApp.root_dir={folder}", "--LabApp.expose_app_in_browser=True")
    with jupyter("jupyterlab", folder, home, "test", *options, **environment) as address:
        yield f"{address}lab?token=test"


def _address(server: subprocess.Popen[bytes], log: Path, token: str) -> str:
    """Wait until the server has written down its port, and listens there."""
    runtime = log.parent / "runtime"
    while server.poll() is None:
        for info in runtime.glob("jpserver-*.json"):
            try:
                address = str(json.loads(info.read_text())["url"])
                urllib.request.urlopen(f"{address}api/status?token={token}", timeout=5).close()
            except (ValueError, OSError):
                continue  # half written, or not listening yet
            return address
    raise RuntimeError(f"Jupyter did not start:\n{log.read_text()}")


@contextmanager
def page_at(address: str, width: int = 1280, height: int = 900) -> Iterator[Page]:
    """A page of a fresh headless Chromium at `address`."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_OPTIONS)
        try:
            page = browser.new_page(viewport={"width": width, "height": height})
            page.set_default_timeout(60_000)
            page.goto(address)
            yield page
        finally:
            browser.close()


class LabNotebook:
    """A notebook open in JupyterLab, used by cell number as it stands in the file."""

    def __init__(self, page: Page, path: str) -> None:
        self.page = page
        page.wait_for_function("window.jupyterapp && window.jupyterapp.restored")
        page.evaluate(
            """async path => {
                await window.jupyterapp.restored;
                await window.jupyterapp.commands.execute('docmanager:open', {path, factory: 'Notebook'});
            }""",
            path,
        )
        page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook")
        self._wait("panel => panel.sessionContext.session?.kernel?.status === 'idle'")

    def _wait(self, condition: str, argument: object = None) -> None:
        self.page.wait_for_function(
            f"argument => ({condition})(window.jupyterapp.shell.currentWidget, argument)",
            arg=argument,
        )

    def index(self, cell_id: str) -> int:
        """Number of the cell with this id."""
        return int(
            self.page.evaluate(
                """id => window.jupyterapp.shell.currentWidget.content.widgets
                    .findIndex(c => c.model.id === id)""",
                cell_id,
            )
        )

    def write(self, cell_id: str, source: str) -> None:
        """Replace the text of a cell, as typing over it would."""
        self.page.evaluate(
            """([id, text]) => {
                const notebook = window.jupyterapp.shell.currentWidget.content;
                notebook.widgets.find(c => c.model.id === id).model.sharedModel.setSource(text);
            }""",
            [cell_id, source],
        )

    def run(self, cell_id: str) -> str:
        """Run one cell and return the text of its outputs."""
        index = self.index(cell_id)
        self.page.evaluate(
            """async index => {
                const panel = window.jupyterapp.shell.currentWidget;
                panel.content.activeCellIndex = index;
                await window.jupyterapp.commands.execute('notebook:run-cell');
            }""",
            index,
        )
        self._wait("panel => panel.sessionContext.session.kernel.status === 'idle'")
        return self.output(cell_id)

    def output(self, cell_id: str) -> str:
        """The outputs of a cell as text."""
        return str(
            self.page.evaluate(
                """id => {
                    const cell = window.jupyterapp.shell.currentWidget.content.widgets.find(c => c.model.id === id);
                    return cell.model.sharedModel.getOutputs().map(o => o.text ?? (o.traceback ?? []).join('\\n')
                        ?? '').flat().join('');
                }""",
                cell_id,
            )
        )

    def show(self, cell_id: str) -> Locator:
        """Scroll a cell into view and return it."""
        index = self.index(cell_id)
        self.page.evaluate(
            """async index => {
                const notebook = window.jupyterapp.shell.currentWidget.content;
                notebook.activeCellIndex = index;
                await notebook.scrollToItem(index, 'start');
            }""",
            index,
        )
        return self.page.locator(f".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell[data-windowed-list-index='{index}']")
