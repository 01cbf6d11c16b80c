"""IPython's shell without a kernel: what a cell shows becomes the messages that a kernel would send.

`send(kind, content)` is called for each: "stream", "display_data", "update_display_data", "execute_result", "error"
and "clear_output", with the content of Jupyter's messaging protocol. nbclient makes outputs of them.
"""

import ast
import base64
import gc
import io
import re
import sys
import zlib
from collections.abc import Callable
from typing import Any

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from traitlets import Any as AnyTrait
from traitlets import Type
from traitlets.config import Config

from helpers.checks.hooks import install

Send = Callable[[str, dict[str, Any]], None]
# A cell that prints digit by digit should not send a message for each.
_PENDING = 16_000
# Where IPython may see something of its own: the start of a cell or line, after an equals sign, the end of a line.
_SPECIAL = re.compile(
    r"\A\s|\A\Z|^\s*(?:[%!?,;/]|>>>|\.\.\.|In \[)|=\s*[%!]|\?\s*$|^[ \t]+$|[ \t]\Z|\r|\f", re.MULTILINE
)


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

    _data: dict[str, Any] = {}  # noqa: RUF012 - set anew for each value

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
    """Names cells as a kernel does: tracebacks and warnings show these names. Cells may be compiled beforehand."""

    flags: int

    def __init__(self) -> None:
        super().__init__()
        self._trees: dict[tuple[str, str, int], ast.AST] = {}

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        return f"/tmp/ipykernel_1/{zlib.crc32(raw_code.encode('utf-8', 'replace'))}.py"

    def keep(self, cells: list[tuple[str, str]]) -> None:
        """Compile cells, each as it is written and as Python, as IPython will: one statement after the other."""
        self._trees = {}
        for raw, plain in cells:
            name, flags = self.get_code_name(raw, plain, 0), self.flags
            try:
                tree = self.ast_parse(plain, name)
                for node in tree.body:
                    shown = node is tree.body[-1] and isinstance(node, ast.Expr)
                    with self.extra_flags(ast.PyCF_ALLOW_TOP_LEVEL_AWAIT):
                        whole = ast.Interactive([node]) if shown else ast.Module([node], [])
                        mode = "single" if shown else "exec"
                        node.compiled = (name, mode, self.flags, self(whole, name, mode))
            except (SyntaxError, ValueError):  # the one who runs it is told
                continue
            if self.flags == flags:
                self._trees[plain, name, flags] = tree
            self.flags = flags  # what a cell wants of the future, those after it do not want

    def ast_parse(self, source: str, filename: str = "<unknown>", symbol: str = "exec") -> Any:
        """Return the tree of a cell."""
        kept = self._trees.get((source, filename, self.flags))
        return super().ast_parse(source, filename, symbol) if kept is None else kept

    def __call__(self, source: Any, filename: str, symbol: str, *more: Any) -> Any:
        """Compile one statement of a cell."""
        single = isinstance(source, ast.Module | ast.Interactive) and len(source.body) == 1
        kept = getattr(source.body[0], "compiled", None) if single else None
        if kept and kept[:3] == (filename, symbol, self.flags):
            return kept[3]
        return super().__call__(source, filename, symbol, *more)


class QuickTransforms(TransformerManager):
    """IPython's syntax made Python's, without a look at each token of a cell that has none of IPython's."""

    def __init__(self) -> None:
        super().__init__()
        self._steps = self._now()

    def _now(self) -> list[Any]:
        return [*self.cleanup_transforms, *self.line_transforms, *self.token_transformers]

    def transform_cell(self, cell: str) -> str:
        """Return a cell as Python that can be run."""
        if _SPECIAL.search(cell) or self._steps != self._now():
            return str(super().transform_cell(cell))
        return cell if cell.endswith("\n") else cell + "\n"


class CellShell(InteractiveShell):
    """IPython's shell whose results, displays and tracebacks are messages."""

    compiler_class = Type(_Compiler)
    displayhook_class = _Results
    display_pub_class = _Displays
    publisher = AnyTrait()
    silent_errors = False

    def keep(self, sources: list[str]) -> None:
        """Compile cells that every process forked from this one may run."""
        self.compile.keep([(source, self.transform_cell(source)) for source in sources])
        # What is here now stays: no child's garbage collector need look at it, nor copy its pages.
        gc.collect()
        gc.freeze()

    def showtraceback(self, *given: Any, **named: Any) -> None:
        """Show an error, unless nobody would see it."""
        if not self.silent_errors:
            super().showtraceback(*given, **named)

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        content = {"ename": _name(etype), "evalue": _said(evalue), "traceback": [str(line) for line in stb]}
        self.publisher.message("error", content)
        self._last_traceback = stb

    def _format_exception_for_storage(self, *given: Any, **named: Any) -> dict[str, Any]:
        """Return nothing. IPython formats every error a second time, for a history that nobody reads."""
        return {}

    def enable_gui(self, gui: str | None = None) -> None:
        """Do nothing: there are no windows here. `%matplotlib` asks for it."""

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
    """Return the one shell of this process, with figures drawn as a notebook draws them. Nothing is sent yet."""
    settings = Config()
    settings.HistoryManager.enabled = False
    # The same pixels in a few more bytes, and a fifth of the time that a picture takes is saved.
    settings.InlineBackend.print_figure_kwargs = {"bbox_inches": "tight", "pil_kwargs": {"compress_level": 1}}
    shell: CellShell = CellShell.instance(config=settings)
    shell.publisher = Publisher(lambda kind, content: None)
    # A report says of a cell that cannot run what the notebook says.
    install(shell)
    shell.input_transformer_manager = QuickTransforms()
    # Help opens a pager in a notebook, which is no output.
    shell.set_hook("show_in_pager", lambda shell, *words, **named: None)
    from matplotlib_inline.backend_inline import configure_inline_support

    configure_inline_support(shell, "module://matplotlib_inline.backend_inline")
    # It brings a page with its picture in it. Without this, the inline backend draws it twice more, for nobody to see.
    shell.display_formatter.formatters["image/png"].for_type_by_name(
        "helpers.figures.base", "Picture", lambda figure: None
    )
    return shell


# What takes long the first time: fonts, formulas, ticks, PNG, an error's traceback with lines of a module's file.
_REHEARSAL = r"""
import numpy as np
import matplotlib.pyplot as plt

figure, (left, right) = plt.subplots(1, 2, figsize=(2, 1))
left.semilogy([1, 10], label=r"$\eta_1^2 = 1/2$")
left.set_title(r"$\partial x$ is **small**")
left.legend()
right.contourf(np.eye(3))
right.contour(np.eye(3))
right.annotate("here", (1, 1), (0, 0), arrowprops={"arrowstyle": "->"})
right.scatter([1, 2], [3, 4])
plt.show()
plt.close("all")
np.linalg.inv([1.0])
"""


def rehearse(shell: CellShell) -> None:
    """Draw a picture and show an error once, so that what is forked from here need not find out how; forget both."""
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
