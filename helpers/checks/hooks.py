"""IPython event handlers for a learner's notebook: sentences on syntax errors, missing names and outdated answers.

`install` uses IPython's public interface alone. An exception in a handler never stops a cell and never hides its
output, and no handler changes the type of the error that a cell ends in.
"""

import re
import sys
import tokenize
import traceback
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from helpers.checks.failure import is_cell
from helpers.checks.syntax import explain_syntax

_CHECKS = re.compile(r"^\s*(?:check\w*|require)\(", re.MULTILINE)
_DEFINED = re.compile(r"^(?:async\s+)?def\s+(\w+)", re.MULTILINE)
_MARK = "_checks_hooks"


@dataclass
class Cells:
    """State kept between cells.

    source: of the running cell. before: the values, before it ran, of the names that it defines. failed: the names
    whose last cell ended in an error before it defined them, each with the type of the error.
    """

    shell: Any
    source: str = ""
    before: dict[str, Any] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def begin(self, info: Any) -> None:
        """Note what a cell is about to define; above a check, say where the answer is not the one in its cell."""
        self.source = str(getattr(info, "raw_cell", "") or "")
        space = self.shell.user_ns
        self.before = {name: space.get(name) for name in _DEFINED.findall(self.source)}
        if not _CHECKS.search(self.source):
            return
        for name, kind in self.failed.items():
            if name in space and re.search(rf"\b{name}\b", self.source):
                print(
                    f"The last cell with `def {name}` ended in red ({kind}): this is about your `{name}` of before.\n"
                    "Mend that cell and run it, then this check.\n"
                )

    def end(self, result: Any) -> None:
        """Note which names a cell should have defined and did not."""
        error = getattr(result, "error_before_exec", None) or getattr(result, "error_in_exec", None)
        for name, before in self.before.items():
            self.failed.pop(name, None)
            if error is not None and self.shell.user_ns.get(name) is before:
                self.failed[name] = type(error).__name__

    def missing(self, error: NameError, trace: TracebackType | None) -> str:
        """One sentence for a check whose own lines use a name that is not there yet; else nothing."""
        frames = traceback.extract_tb(trace)
        name = getattr(error, "name", None)
        if not (name and frames and is_cell(frames[-1].filename) and frames[-1].name == "<module>"):
            return ""
        if not _CHECKS.search(self.source) or isinstance(error, UnboundLocalError):
            return ""
        if name in self.failed:
            return (
                f"`{name}` is not there yet: the cell with `def {name}` ended in red ({self.failed[name]}). "
                "Mend it and run it, then this check."
            )
        return (
            f"`{name}` is not there yet: run the cell above that makes it, then this check. "
            "(All at once: Run > Run All Above Selected Cell.)"
        )

    def show(self, shell: Any, kind: type, error: BaseException, trace: Any, tb_offset: int | None = None) -> None:
        """Show an error as IPython does, with a sentence more or in place of it where there is one."""
        in_cell = False
        # An exception here must not hide the error.
        try:
            in_cell = any(is_cell(frame.filename) for frame in traceback.extract_tb(trace))
            if isinstance(error, SyntaxError) and not in_cell:
                explain_syntax(error)
            elif isinstance(error, NameError) and (said := self.missing(error, trace)):
                error._render_traceback_ = lambda: [said]  # type: ignore[attr-defined]
        except Exception:
            pass
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset, running_compiled_code=in_cell)


def tell_indentation(lines: list[str]) -> list[str]:
    """An input transformer that changes nothing, and raises the IndentationError of IPython's own with more words."""
    try:
        for _ in tokenize.generate_tokens(iter(lines).__next__):
            pass
    except IndentationError as error:
        explain_syntax(error)
        raise
    except Exception:
        pass
    return lines


def install(shell: Any) -> None:
    """Register the handlers with this IPython shell, once. Custom exception handlers that are set already stay."""
    if getattr(shell, _MARK, False):
        return
    setattr(shell, _MARK, True)
    cells = Cells(shell)
    shell.events.register("pre_run_cell", cells.begin)
    shell.events.register("post_run_cell", cells.end)
    shell.input_transformers_cleanup.append(tell_indentation)
    if not shell.custom_exceptions:
        shell.set_custom_exc((SyntaxError, NameError), cells.show)


def install_here() -> None:
    """Register the handlers with this process's IPython shell; do nothing where there is none."""
    if "IPython" not in sys.modules:
        return
    try:
        from IPython import get_ipython

        shell = get_ipython()
        if shell is not None:
            install(shell)
    # The checks work without these handlers.
    except Exception:
        return
