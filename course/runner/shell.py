"""IPython's shell without a kernel: what a cell shows becomes the messages that a kernel would send.

`send(kind, content)` is called for each: "stream", "display_data", "update_display_data", "execute_result", "error"
and "clear_output", with the content of Jupyter's messaging protocol. `execute` makes outputs of them.

This is the box's one adapter for IPython. Two methods that it overrides are private, `_showtraceback` (which IPython
offers to subclasses) and `_format_exception_for_storage`; tests/test_box_shell.py fails when their shape changes.
"""

import ast
import base64
import io
import sys
import zlib
from collections.abc import Callable
from typing import Any

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from traitlets import Any as AnyTrait
from traitlets import Type
from traitlets.config import Config

from course.runner.frames import show_frames
from helpers.checks.hooks import install

Send = Callable[[str, dict[str, Any]], None]
# A cell that prints digit by digit should not send a message for each.
_PENDING = 16_000


class Publisher:
    """Where messages go. Text is gathered and goes out before anything else does, so that the order is kept."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self._name, self._parts, self._size = "stdout", [""], 0

    def write(self, name: str, text: str) -> None:
        """Take text for stdout or stderr."""
        if name != self._name:
            self.flush()
            self._name = name
        self._parts.append(text)
        self._size += len(text)
        if self._size > _PENDING:
            self.flush()

    def flush(self) -> None:
        """Send the text that waits."""
        text, self._parts, self._size = "".join(self._parts), [], 0
        if text:
            self.send("stream", {"name": self._name, "text": text})

    def message(self, kind: str, content: dict[str, Any]) -> None:
        """Send a message, after the text that waits."""
        self.flush()
        self.send(kind, content)


class Stream(io.TextIOBase):
    """sys.stdout or sys.stderr of a cell."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, name: str, publisher: Publisher) -> None:
        self.name, self._publisher = name, publisher

    def write(self, text: str) -> int:
        """Publish text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._publisher.write(self.name, text)
        return len(text)

    def writable(self) -> bool:
        """Return True."""
        return True


class _Results(DisplayHook):
    """Publishes the value of a cell's last expression."""

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        content = {"execution_count": self.prompt_count, "data": _texts(format_dict), "metadata": md_dict or {}}
        self.shell.publisher.message("execute_result", content)

    def finish_displayhook(self) -> None:
        pass


class _Displays(DisplayPublisher):
    """Publishes what `display` shows."""

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **others: Any,
    ) -> None:
        content = {"data": _texts(data), "metadata": metadata or {}, "transient": transient or {}}
        self.shell.publisher.message("update_display_data" if update else "display_data", content)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.publisher.message("clear_output", {"wait": bool(wait)})


class _Compiler(CachingCompiler):
    """Names cells as a kernel does: tracebacks and warnings show these names."""

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        return f"/tmp/ipykernel_1/{zlib.crc32(raw_code.encode('utf-8', 'replace'))}.py"


class CellShell(InteractiveShell):
    """IPython's shell whose results, displays and tracebacks are messages."""

    compiler_class = Type(_Compiler)
    displayhook_class = _Results
    display_pub_class = _Displays
    publisher = AnyTrait()
    silent_errors = False

    def showtraceback(self, *given: Any, **named: Any) -> None:
        """Show an error, unless nobody would see it."""
        if not self.silent_errors:
            super().showtraceback(*given, **named)

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        content = {"ename": _name(etype), "evalue": _said(evalue), "traceback": [str(line) for line in stb]}
        self.publisher.message("error", content)

    def _format_exception_for_storage(self, *given: Any, **named: Any) -> dict[str, Any]:
        """Return nothing. IPython formats every error a second time, for a history that nobody reads."""
        return {}

    def transform_cell(self, raw_cell: str) -> str:
        """Return a cell as Python. What Python can parse stays as it is.

        IPython changes only what is no Python, such as magics, and its tokenizer takes longer than most cells run.
        IPython is asked about a cell of one line, which may be a magic without its %, and about one that begins with a
        blank: that loses blank lines or its indentation.
        """
        if raw_cell[:1].isspace() or len(raw_cell.splitlines()) < 2:
            return str(super().transform_cell(raw_cell))
        try:
            ast.parse(raw_cell)
        # Whatever is wrong with a cell, IPython says it.
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return str(super().transform_cell(raw_cell))
        return raw_cell if raw_cell.endswith("\n") else f"{raw_cell}\n"

    def should_run_async(self, raw_cell: str, **named: Any) -> bool:
        """Whether a cell awaits something at its top level. IPython compiles it to know; most have no such word."""
        return ("await" in raw_cell or "async" in raw_cell) and bool(super().should_run_async(raw_cell, **named))

    def enable_matplotlib(self, gui: str | None = None) -> tuple[str | None, str]:
        """Keep the inline backend as it is, whatever `%matplotlib` asks for: there are no windows here."""
        return gui, "inline"

    def system(self, cmd: str) -> None:
        """Start no program, for none is here: `!pip install` or `%pip` must not cost the answer in the same cell."""
        print(f"not run here: {cmd}")

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        """Start no program either, and give back that it said nothing."""
        self.system(cmd)
        return [] if split else ""

    def ask_exit(self) -> None:
        """Do nothing: `exit` in a cell does not end the notebook's run."""


def make_shell() -> CellShell:
    """Return the one shell of this process. It draws no figure: each is shown as a frame. Nothing is sent yet."""
    settings = Config()
    settings.HistoryManager.enabled = False
    shell: CellShell = CellShell.instance(config=settings)
    shell.publisher = Publisher(lambda kind, content: None)
    # A report says of a cell that cannot run what the notebook says.
    install(shell)
    # Help opens a pager in a notebook, which is no output.
    shell.set_hook("show_in_pager", lambda shell, *words, **named: None)
    show_frames(shell)
    return shell


# What takes long the first time: axes, and an error's traceback with lines of a module's file.
_REHEARSAL = r"""
import numpy as np
import matplotlib.pyplot as plt

figure, (left, right) = plt.subplots(1, 2, figsize=(2, 1))
left.semilogy([1, 10], label="falls")
left.legend()
right.contourf(np.eye(3))
plt.show()
np.linalg.inv([1.0])
"""


def rehearse(shell: CellShell) -> None:
    """Make a figure and show an error once, so that imports and caches are warm in every forked child; forget both."""
    shell.publisher = Publisher(lambda kind, content: None)
    shell.run_cell(_REHEARSAL, store_history=True)
    shell.reset(new_session=True)


def connect(shell: CellShell, send: Send) -> None:
    """From now on, send what cells show to `send`."""
    shell.publisher = Publisher(send)
    sys.stdout, sys.stderr = Stream("stdout", shell.publisher), Stream("stderr", shell.publisher)


def run_cell(shell: CellShell, source: str) -> ExecutionResult:
    """Run one cell as a kernel does; what it shows has been sent when this returns."""
    try:
        return shell.run_cell(source, store_history=True)
    finally:
        shell.publisher.flush()


def _texts(bundle: dict[str, Any]) -> dict[str, Any]:
    """Return the data with pictures as base64, as a kernel sends them."""
    return {
        str(mime): base64.b64encode(data).decode("ascii") if isinstance(data, bytes) else data
        for mime, data in bundle.items()
    }


def _name(kind: type) -> str:
    return str(getattr(kind, "__name__", "Error"))


def _said(error: BaseException) -> str:
    try:
        return str(error)
    # A message that cannot be made is no reason to lose the error.
    except Exception:
        return "(its message cannot be shown)"
