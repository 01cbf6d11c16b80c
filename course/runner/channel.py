"""Frames over a socket, with a deadline for each and nothing believed about the other end."""

import contextlib
import gc
import os
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

from course.runner.codec import LIMITS, CodecError, Limits, Refer, Revive, decode, describe, encode

_LENGTH = struct.Struct("!I")
# Most frames are shorter, and come at once.
_USUAL = 2**16


class ChannelClosed(Exception):
    """The other end is gone. Nothing more can be said or heard."""


class ChannelBroken(ChannelClosed):
    """The other end is there, and does not keep to the rules."""


class ChannelLate(Exception):
    """The other end did not answer in time. What it was about to say may still come."""


class Channel:
    """One end of a connected stream socket that carries frames of `codec`."""

    def __init__(self, end: socket.socket, limits: Limits = LIMITS) -> None:
        self.end, self.limits = end, limits
        self._waiting = bytearray()
        self.received = 0  # bytes in all

    def send(self, value: Any, seconds: float | None = None, refer: Refer = describe) -> None:
        """Send one value. Raises CodecError where it is too large; ChannelClosed where it cannot be sent in time."""
        frame = encode(value, refer, self.limits)
        self.end.settimeout(seconds)
        try:
            self.end.sendall(_LENGTH.pack(len(frame)) + frame)
        except TimeoutError:
            raise ChannelBroken("it does not listen") from None
        except OSError:
            raise ChannelClosed("it ended") from None

    def receive(self, seconds: float | None = None, revive: Revive = lambda marker: marker) -> Any:
        """Return the next value. Raises ChannelLate, or ChannelClosed at the end and for anything that is no frame."""
        return self.read(self.take(seconds), revive)

    def take(self, seconds: float | None = None) -> bytes:
        """Return the bytes of the next frame, for `read`. Raises as `receive` does."""
        deadline = None if seconds is None else time.monotonic() + seconds
        self._wait_for(_LENGTH.size, deadline)
        [size] = _LENGTH.unpack_from(self._waiting)
        if size > self.limits.total + _LENGTH.size:
            raise ChannelBroken("it sent a frame beyond the limits")
        self._wait_for(_LENGTH.size + size, deadline)
        frame = bytes(memoryview(self._waiting)[_LENGTH.size : _LENGTH.size + size])
        del self._waiting[: _LENGTH.size + size]
        self.received += size
        return frame

    def read(self, frame: bytes, revive: Revive = lambda marker: marker) -> Any:
        """Return the value of a frame. Raises ChannelBroken for anything that is no frame."""
        try:
            return decode(frame, revive, self.limits)
        except CodecError as error:
            raise ChannelBroken(f"it sent something that cannot be read: {error}") from None

    def close(self) -> None:
        """Close this end."""
        with contextlib.suppress(OSError):
            self.end.close()

    def _wait_for(self, size: int, deadline: float | None) -> None:
        """Wait until so many bytes are there. What came in time stays for the next call."""
        while (missing := size - len(self._waiting)) > 0:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                raise ChannelLate
            self.end.settimeout(left)
            try:
                part = self.end.recv(min(max(missing, _USUAL), 2**20))
            except TimeoutError:
                raise ChannelLate from None
            except OSError:
                part = b""
            if not part:
                raise ChannelClosed("it ended")
            self._waiting += part


def send_sockets(end: socket.socket, kind: bytes, sockets: list[int], seconds: float) -> None:
    """Hand file descriptors to a process of ours, with one byte that says what for. Raises ChannelClosed."""
    end.settimeout(seconds)
    try:
        socket.send_fds(end, [kind], sockets)
    except (OSError, TimeoutError) as error:
        raise ChannelClosed(f"it does not listen ({error})") from None


def receive_sockets(end: socket.socket, seconds: float | None, most: int = 4) -> tuple[bytes, list[int]]:
    """Return the byte and the file descriptors that `send_sockets` sent; b"" at the end. Raises ChannelLate."""
    end.settimeout(seconds)
    try:
        kind, descriptors, _, _ = socket.recv_fds(end, 1, most)
    except TimeoutError:
        raise ChannelLate from None
    except OSError as error:
        raise ChannelClosed(str(error)) from None
    return kind, descriptors


def serve_children(control: socket.socket, run: Callable[[list[int]], int]) -> None:
    """Say that this process is warm, then fork a child for each batch of descriptors that comes, one at a time.

    run: what the child does with them; it returns the status with which the child ends.
    """
    # Exclude existing objects from garbage collection: children then share their pages.
    gc.collect()
    gc.freeze()
    control.sendall(b"w")
    while True:
        kind, descriptors = receive_sockets(control, None)
        if not kind:
            return
        child = os.fork()
        if child == 0:
            control.close()
            os._exit(run(descriptors))
        for descriptor in descriptors:
            os.close(descriptor)
        os.waitpid(child, 0)
