"""The trusted side's end of the box: requests with deadlines, outputs with bounds, and a box that may end any time."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.runner.answers import AnswerGone, make_error, revive, warn_again
from course.runner.channel import Channel, ChannelBroken, ChannelClosed, ChannelLate
from course.runner.codec import CodecError, Opaque, Reference
from course.runner.messages import clean_message
from course.runner.processes import Process
from helpers.checks.failure import CheckFailed
from helpers.checks.size import MOST, refuse_too_large, weight

Deliver = Callable[[str, dict[str, Any]], None]
# How long interrupted code has to come to an end.
GRACE = 3.0
# A cell, and a notebook, may show so many bytes; what comes after that is dropped, and a flood ends the box.
SHOWN, SHOWN_IN_ALL, FLOOD = 8 * 2**20, 32 * 2**20, 64 * 2**20
# Each output counts for so many at least: what comes after us looks at each of them a dozen times.
LEAST = 4096
# What a check gets from calls it keeps until it ends. Honest values are far below the first, so only those above it are
# counted: so many bytes of them in one cell.
LARGE, LARGE_IN_ALL = 2**20, 128 * 2**20
_BY_DEFAULT = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}


class CellTimeoutError(BaseException):
    """A cell took too long. Not an Exception: neither a check nor a student's code shall catch it by accident."""

    def _render_traceback_(self) -> list[str]:
        return [f"CellTimeoutError: {self}"]


class MachineFault(BaseException):
    """This machine failed, and not the answer: no score may come of it. Not an Exception: no check shall catch it."""


class BoxEnded(Exception):
    """The box has ended; the message says why."""


@dataclass(frozen=True)
class Call:
    """What a call of a student's function gave: the value, and the arguments as it left them, if changed."""

    value: Any
    changed: tuple[tuple[Any, ...], dict[str, Any]] | None


class Box:
    """One submission's process, seen from the trusted side."""

    def __init__(self, channel: Channel, process: Process) -> None:
        self.channel, self.process = channel, process
        # Gives the reference of a value that is no data and that both sides know; None for any other.
        self.name_of: Callable[[Any], Reference | None] = lambda value: None
        self.deadline = time.monotonic()
        self.ended = ""
        self.stopped_by_us = False
        # Our functions that the student's code may call during a call of its own, by the names that it calls them by.
        self.lent: Mapping[str, Callable[..., Any]] = {}
        self.called = ""  # the student's function that was called last in this cell
        self._id = 0
        self._shown_in_all = 0

    def begin_cell(self, seconds: float) -> None:
        """From now on, the requests have so many seconds in all, and may show so much."""
        self.seconds = seconds
        self.deadline = time.monotonic() + seconds
        self._sent = self._shown = self._returned = 0
        self._stream = self.called = ""

    def run(self, source: str, locked: bool, deliver: Deliver) -> bool:
        """Run one cell, and return whether it ended without an error. Raises CellTimeoutError or BoxEnded."""
        return self._request({"op": "cell", "source": source, "locked": locked}, deliver).get("ended_well") is True

    def set(self, values: dict[str, Any]) -> None:
        """Give names these values, which are plain data. Raises as `run` does, and TypeError for other values."""
        self._request({"op": "set", "values": values}, _ignore)

    def describe(self, names: list[str]) -> dict[str, Any]:
        """Return what each name stands for, without those that are not defined. Raises as `run` does."""
        found = self._request({"op": "describe", "names": names}, _ignore).get("names")
        described = found if isinstance(found, dict) else {}
        for name, said in described.items():
            if (isinstance(said, dict) and "too_much" in said) or weight(said) > MOST:
                described[name] = {"value": revive(Opaque("TooMuchData"))}
        return described

    def call(self, name: str, args: tuple[Any, ...], named: dict[str, Any], deliver: Deliver) -> Call:
        """Call a student's function; its prints and displays go to `deliver`.

        Raises what the function raises, CellTimeoutError, AnswerGone where the box has ended, and TypeError for an
        argument that cannot be handed over.
        """

        def only_shown(kind: str, content: dict[str, Any]) -> None:
            # What a function prints or draws is shown; a result or an error of the cell is the check's alone. And
            # nbgrader would read a score of 0 from stderr.
            if kind == "stream":
                deliver(kind, {**content, "name": "stdout"})
            elif kind == "display_data":
                deliver(kind, content)

        self.called = name
        numpy = np.geterr()
        request = {"op": "call", "name": name, "args": args, "named": named, "lent": list(self.lent)}
        try:
            reply = self._request({**request, "numpy": None if numpy == _BY_DEFAULT else numpy}, only_shown)
        except BoxEnded as ended:
            raise AnswerGone(f"`{name}` cannot be called: {ended}") from None
        warn_again(reply.get("warnings"))
        if "error" in reply:
            raise make_error(reply["error"])
        changed = reply.get("changed")
        self._count(name, reply.get("value"), changed)
        whole = isinstance(changed, tuple) and list(map(type, changed)) == [tuple, dict]
        return Call(reply.get("value"), changed if whole else None)

    def _count(self, name: str, value: Any, changed: Any) -> None:
        """Raise CheckFailed where a call gave more than a check can look at, or all calls of this cell together."""
        size = refuse_too_large(name, value) + weight(changed)
        self._returned += size if size > LARGE else 0
        if self._returned > LARGE_IN_ALL:
            raise CheckFailed(
                f"{name}, and what else this check calls, returned or wrote into its inputs more than "
                f"{LARGE_IN_ALL // 2**20} MB in all, which is far too much to look at.\n"
                "Look at: how many numbers should come back from one call? Is something repeated or multiplied out?"
            )

    def end(self, why: str) -> None:
        """End the box, if it has not ended yet."""
        if not self.ended:
            self.ended = why
            self.stopped_by_us = True
            self.process.kill()

    def _request(self, request: dict[str, Any], deliver: Deliver) -> dict[str, Any]:
        if self.ended:
            raise BoxEnded(self.ended)
        self._id += 1
        try:
            self.channel.send({**request, "id": self._id}, max(0.1, self.deadline - time.monotonic()), self._refer)
        except CodecError as error:
            raise TypeError(f"this cannot be handed over to the answer: {error}") from None
        except ChannelClosed as closed:
            self._lost(closed)
        try:
            return self._reply(deliver, self.deadline)
        except ChannelLate:
            pass
        except BaseException as error:
            # A check's own time limit rang. Then the reply must not be taken for that of the next request.
            if not isinstance(error, BoxEnded | MachineFault):
                self._interrupt(deliver)
            raise
        self._interrupt(deliver)
        raise CellTimeoutError(f"no reply before the time limit, {self.seconds:g} seconds for this cell")

    def _interrupt(self, deliver: Deliver) -> None:
        self.process.interrupt()
        try:
            self._reply(deliver, time.monotonic() + GRACE)
        except ChannelLate:
            self.end("it took too long, and went on when it was interrupted.")
        except BoxEnded:
            pass

    def _reply(self, deliver: Deliver, deadline: float) -> dict[str, Any]:
        while True:
            before = self.channel.received
            try:
                got = self.channel.receive(max(0.0, deadline - time.monotonic()), self._revive)
            except ChannelClosed as closed:
                self._lost(closed)
            except MemoryError:
                # A frame is bounded, so that one cannot ask for more than there should be.
                raise MachineFault("There is no memory left for what an answer returned.") from None
            if isinstance(got, dict) and isinstance(got.get("id"), int) and got["id"] == self._id:
                return got
            if self.lent and isinstance(got, dict) and isinstance(got.get("ask"), str) and got["ask"] in self.lent:
                try:
                    self._answer(got)
                except ChannelClosed as closed:
                    self._lost(closed)
                continue
            if not (isinstance(got, dict) and "message" in got):
                self._lost(ChannelBroken("it sent something else than an answer"))
            self._show(got, self.channel.received - before, deliver)

    def _answer(self, got: dict[str, Any]) -> None:
        """Call one of our functions for the student's code, and send it the value or the error."""
        reply: dict[str, Any] = {"error": ["TimeoutError", "the time limit was reached"]}
        try:
            reply = {"value": self.lent[got["ask"]](*got["args"], **got["named"])}
        # Whatever these arguments led to is an error of the code that chose them.
        except Exception as error:
            reply = {"error": [type(error).__name__, str(error)]}
        finally:
            try:
                self.channel.send(reply, GRACE)
            except CodecError as error:
                self.channel.send({"error": ["ValueError", str(error)]}, GRACE)

    def _show(self, got: dict[str, Any], size: int, deliver: Deliver) -> None:
        self._sent += size
        if self._sent > FLOOD:
            self.end(f"its output was more than {FLOOD // 2**20} MB.")
            raise BoxEnded(self.ended)
        message = clean_message(got["message"], got.get("content"), prefix="box-")
        if message is None or self._is_full():
            return
        kind, content = message
        # More text of the same stream makes no output of its own.
        stream = content["name"] if kind == "stream" else ""
        weight = size if stream and stream == self._stream else max(size, LEAST)
        self._stream = stream
        self._shown, self._shown_in_all = self._shown + weight, self._shown_in_all + weight
        deliver(kind, content)
        if self._is_full():
            most = SHOWN if self._shown >= SHOWN else SHOWN_IN_ALL
            text = f"\n[the rest was left out: more than {most // 2**20} MB of output, or {most // LEAST} outputs]\n"
            deliver("stream", {"name": "stdout", "text": text})

    def _is_full(self) -> bool:
        return self._shown >= SHOWN or self._shown_in_all >= SHOWN_IN_ALL

    def _lost(self, closed: ChannelClosed) -> None:
        if not self.ended:
            broke_rules = isinstance(closed, ChannelBroken)
            self.ended = "the notebook's process has ended" + (f": {closed}." if broke_rules else ".")
            # One that only closed the line is alive: the student's code did that, and no system that is out of memory.
            self.stopped_by_us = broke_rules or not self.process.has_ended(GRACE)
            self.process.kill()
        raise BoxEnded(self.ended) from None

    def _refer(self, value: Any) -> Reference | Opaque:
        known = self.name_of(value)
        if known is None:
            kind = type(value).__name__
            raise CodecError(
                f"a {kind} is no plain data. Define a function that is handed over in a locked cell, so that both "
                "sides have it"
            )
        return known

    def _revive(self, marker: Reference | Opaque) -> Any:
        return revive(marker) if isinstance(marker, Opaque) else None


def _ignore(kind: str, content: dict[str, Any]) -> None:
    """Show nothing: looking at a name must not print."""
