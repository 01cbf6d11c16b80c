"""The warm process in the sandbox: imports once what notebooks use, and forks a child for each submission.

Runs with one argument, JSON that `course.runner.sandbox` writes. The child is confined further before any of the
student's code runs: see `course.runner.confine`.
"""

import contextlib
import importlib
import json
import os
import shutil
import signal
import socket
import struct
import sys
import tempfile
from pathlib import Path
from typing import Any

from course.runner import confine
from course.runner.channel import Channel, ChannelClosed, send_sockets, serve_children

_PRELOAD = (
    "course.runner.student",
    "resource",
    "matplotlib.pyplot",
    "ipywidgets",
    "helpers.checks",
    "helpers.figures",
    "helpers.explore",
    "helpers.data",
)
PID = struct.Struct("!Q")


def serve(settings: dict[str, Any]) -> None:
    """Get warm, then fork for each pair of sockets that comes: one for the job, one for its end."""
    control = socket.socket(fileno=settings["control"])
    confine.leave_root(settings["uid"])
    _prepare_home(settings)
    from course.runner.shell import make_shell, rehearse

    shell = make_shell()
    for name in _PRELOAD:
        importlib.import_module(name)
    rehearse(shell)
    # Make the process non-dumpable, so that children cannot ptrace it: the next child is forked from it.
    confine.hide_memory()
    serve_children(control, lambda sockets: _keep(settings, shell, *sockets))


def _keep(settings: dict[str, Any], shell: Any, job: int, status: int) -> int:
    """Start the student's process in namespaces of its own, say which it is, and how it ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    own = confine.own_namespaces(settings)
    if not own:
        # A folder for this submission alone: the next one must not find what this one leaves.
        settings = {**settings, "work": tempfile.mkdtemp(dir=settings["work"])}
    child = os.fork()
    if child == 0:
        os.close(status)
        os.environ.update(HOME=settings["work"], TMPDIR=settings["work"])
        _student(settings, shell, job, own)
    os.close(job)
    end = socket.socket(fileno=status)
    with contextlib.suppress(ChannelClosed):
        pidfd = [os.pidfd_open(child)] if hasattr(os, "pidfd_open") else []
        send_sockets(end, b"p" if pidfd else b"n", pidfd, 10)
        end.sendall(PID.pack(child))
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with contextlib.suppress(OSError):
        end.sendall(struct.pack("!i", code))
    if not own:
        shutil.rmtree(settings["work"], ignore_errors=True)
    return 0


def _student(settings: dict[str, Any], shell: Any, job: int, own: bool) -> None:
    """Confine this process, say so, and serve until the other end closes."""
    code = 1
    try:
        channel = Channel(socket.socket(fileno=job))
        _close_others(job)
        try:
            channel.send({"ready": confine.confine(settings, own)}, 10)
            for name, content in channel.receive(30)["files"].items():
                Path(name).parent.mkdir(parents=True, exist_ok=True)
                Path(name).write_bytes(content.tobytes())
        except OSError as error:
            channel.send({"failed": str(error)}, 10)
            os._exit(2)
        channel.send({"settled": True}, 10)
        from course.runner.student import Student  # loaded already

        Student(shell, channel).serve()
    except ChannelClosed:
        code = 0
    finally:
        os._exit(code)


def _close_others(job: int) -> None:
    """Leave no file descriptor but the job's: nothing else is there to write into."""
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    os.closerange(3, job)
    os.closerange(job + 1, 4096)


def _prepare_home(settings: dict[str, Any]) -> None:
    """Give Matplotlib and IPython a folder to write to, with the list of fonts that is known already."""
    home = Path(settings["work"])
    fonts = home / ".matplotlib"
    fonts.mkdir(exist_ok=True)
    for known in Path(settings["root"], "fonts").glob("*.json"):
        (fonts / known.name).write_bytes(known.read_bytes())
    os.environ.update(HOME=str(home), MPLCONFIGDIR=str(fonts), IPYTHONDIR=str(home / ".ipython"), TMPDIR=str(home))
    os.chdir(home)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(json.loads(sys.argv[1]))
