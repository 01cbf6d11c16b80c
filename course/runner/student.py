"""The box's side: runs the student's cells and the locked ones, and calls the student's functions when asked.

Nothing here decides anything about a score: whoever runs in this process can change all of it. What counts is what the
trusted side makes of the answers.
"""

import builtins
import contextlib
import functools
import inspect
import signal
import traceback
import warnings
from collections.abc import Iterator
from types import FrameType, FunctionType, TracebackType
from typing import Any

import numpy as np

from course.runner.channel import Channel
from course.runner.codec import CodecError, Opaque, Reference, describe, encode
from course.runner.shell import CellShell, connect, run_cell
from helpers.checks.failure import format_frames

_MOST_TEXT = 20_000
_MOST_WARNINGS = 20
# So many returned objects that are no plain data are kept, for a check that hands them to another answer.
_MOST_OBJECTS = 1000


class Student:
    """One submission in the box."""

    def __init__(self, shell: CellShell, channel: Channel) -> None:
        self.shell, self.channel = shell, channel
        self.locked: dict[str, FunctionType] = {}
        self.objects: dict[int, Any] = {}
        self.ufuncs = {name: value for name, value in vars(np).items() if isinstance(value, np.ufunc)}
        self.error_state = np.geterr()
        self.frame = b""  # the request, as it came
        self._calling = False

    def serve(self) -> None:
        """Answer requests until the other end closes."""
        signal.signal(signal.SIGINT, self._take_interrupt)
        connect(self.shell, lambda kind, content: self.channel.send({"message": kind, "content": content}))
        operations = {"cell": self._cell, "describe": self._describe, "call": self._call, "set": self._set}
        while True:
            self.frame = self.channel.take()
            request = self.channel.read(self.frame, self._revive)
            try:
                reply = operations[request["op"]](request)
            except BaseException as error:  # an interrupt that came late, or whatever a student's code left behind
                reply = {"error": _error(error)}
            self._send({"id": request["id"], **reply})

    def _send(self, reply: dict[str, Any]) -> None:
        try:
            self.channel.send(reply, refer=self._refer)
        except CodecError as error:
            name = {"name": "TooMuchData", "bases": [], "text": f"what came back is {error}", "frames": "", "where": ""}
            self.channel.send({"id": reply["id"], "error": name})

    def _cell(self, request: dict[str, Any]) -> dict[str, Any]:
        before = dict(self.shell.user_ns)
        # What a locked cell shows is shown elsewhere. To write a traceback takes longer than most cells run.
        self.shell.silent_errors = request["locked"]
        with self._interruptible():
            result = run_cell(self.shell, request["source"])
        if request["locked"]:
            # Kept apart from the student's names: a check may hand these functions over.
            for name, value in self.shell.user_ns.items():
                if isinstance(value, FunctionType) and before.get(name) is not value:
                    self.locked[name] = value
        return {"ended_well": result.success}

    def _set(self, request: dict[str, Any]) -> dict[str, Any]:
        self.shell.user_ns.update(request["values"])
        return {}

    def _describe(self, request: dict[str, Any]) -> dict[str, Any]:
        space = self.shell.user_ns
        return {"names": {name: self._described(space[name]) for name in request["names"] if name in space}}

    def _described(self, value: Any) -> dict[str, Any]:
        if callable(value):
            return {"parameters": _parameters(value)}
        try:
            encode(value, self._refer)
        except CodecError:
            return {"value": None, "too_much": True}
        return {"value": value}

    def _call(self, request: dict[str, Any]) -> dict[str, Any]:
        args, named = request["args"], request["named"]
        with (
            warnings.catch_warnings(record=True) as caught,
            np.errstate(**(request["numpy"] or self.error_state)),
            self._lent(request["lent"]),
        ):
            warnings.simplefilter("always")
            try:
                if request["name"] not in self.shell.user_ns:
                    raise NameError(f"name '{request['name']}' is not defined")
                try:
                    self._calling = True
                    reply = {"value": self.shell.user_ns[request["name"]](*args, **named)}
                finally:
                    self._calling = False
            except BaseException as error:
                reply = {"error": _error(error)}
        self.shell.publisher.flush()
        if caught:
            reply["warnings"] = [_warning(one) for one in caught[:_MOST_WARNINGS]]
        if self._is_changed(request):
            reply["changed"] = args, named
        return reply

    @contextlib.contextmanager
    def _lent(self, names: list[str]) -> Iterator[None]:
        """In this block, let these names of the student's stand for functions on the trusted side."""
        space = self.shell.user_ns
        before = {name: space[name] for name in names if name in space}
        space.update({name: functools.partial(self._ask, name) for name in names})
        try:
            yield
        finally:
            for name in names:
                space.pop(name, None)
            space.update(before)

    def _ask(self, name: str, /, *args: Any, **named: Any) -> Any:
        """Return what the trusted side's function of this name gives. Raises what it raises, and TypeError."""
        self._calling = False  # an interrupt would leave half a frame behind
        try:
            self.channel.send({"ask": name, "args": args, "named": named}, refer=self._refer)
            reply = self.channel.receive(None, self._revive)
        except CodecError as error:
            raise TypeError(f"this cannot be handed over: {error}") from None
        finally:
            self._calling = True
        if "error" in reply:
            kind, text = reply["error"]
            raise getattr(builtins, kind, RuntimeError)(text)
        return reply["value"]

    @contextlib.contextmanager
    def _interruptible(self) -> Iterator[None]:
        """Let an interrupt stop the student's code in this block, without a trace of our own."""
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, self._take_interrupt)

    def _take_interrupt(self, number: int, frame: FrameType | None) -> None:
        """Stop a call of the student's code; at other times do nothing. To set handlers for each call takes longer."""
        if self._calling:
            raise KeyboardInterrupt

    def _is_changed(self, request: dict[str, Any]) -> bool:
        """Whether the student's code changed the inputs: by value, so that the caller's own are as they were."""
        after = _packed(request)
        # A function that was handed over is packed as another thing than what came, and makes a second look necessary.
        return after != self.frame and after != _packed(self.channel.read(self.frame, self._revive))

    def _revive(self, marker: Reference | Opaque) -> Any:
        if isinstance(marker, Opaque):
            return marker
        if marker.kind == "object":
            return self.objects.get(int(marker.name))
        return {"answer": self.shell.user_ns, "locked": self.locked, "numpy": self.ufuncs}[marker.kind].get(marker.name)

    def _refer(self, value: Any) -> Reference | Opaque:
        said = describe(value)
        if len(self.objects) >= _MOST_OBJECTS:
            return said
        handle = len(self.objects) + 1
        self.objects[handle] = value
        return Opaque(said.type_name, said.callable, handle)


def _packed(request: dict[str, Any]) -> bytes:
    try:
        return encode(request, lambda value: Opaque(type(value).__name__))
    except CodecError:
        return b""


def _parameters(function: Any) -> list[Any] | None:
    """Return name, kind and whether there is a default value for each parameter; None where that is not known."""
    try:
        parameters = inspect.signature(function).parameters.values()
        return [[p.name, int(p.kind), p.default is not p.empty] for p in parameters]
    # A student's object may raise anything here.
    except Exception:
        return None


def _error(error: BaseException) -> dict[str, Any]:
    trace = _own(error.__traceback__)
    frames = traceback.extract_tb(trace)
    try:
        text = str(error)
    except Exception:
        text = "(its message cannot be shown)"
    return {
        "name": type(error).__name__,
        "bases": [kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins"],
        "text": text[:_MOST_TEXT],
        "frames": format_frames(trace)[:_MOST_TEXT],
        "where": frames[-1].name if frames else "",
    }


def _own(trace: TracebackType | None) -> TracebackType | None:
    """Return the traceback from the first frame after this module's."""
    while trace is not None and trace.tb_frame.f_globals.get("__name__") == __name__:
        trace = trace.tb_next
    return trace


def _warning(warning: warnings.WarningMessage) -> list[str]:
    kinds = [kind.__name__ for kind in warning.category.__mro__ if kind.__module__ == "builtins"]
    return [kinds[0], str(warning.message)[:_MOST_TEXT]]
