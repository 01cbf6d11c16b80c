"""Inside the sandbox: what the warm process gives up, and what each student's process gives up after it.

Layers, each of which would do much alone: namespaces of its own, small folders in memory, limits, Landlock, seccomp.
"""

import contextlib
import ctypes
import os
import resource
import signal
from typing import Any

from course.runner import landlock, seccomp

# Namespaces of mounts, host name, ipc, users, processes and network.
_NAMESPACES = 0x00020000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
_READ_ONLY, _NO_SUID, _NO_DEVICES, _NO_EXEC, _RECURSIVE, _PRIVATE = 1, 2, 4, 8, 0x4000, 1 << 18
_SET_DUMPABLE, _SET_DEATH_SIGNAL = 4, 1
_CAPABILITIES_3 = 0x20080522


def leave_root(uid: int | None) -> None:
    """Become an unprivileged user, for ever; with None stay who one is. Raises OSError."""
    if uid is None:
        return
    with contextlib.suppress(PermissionError):
        os.chown(os.getcwd(), uid, uid)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def hide_memory() -> None:
    """Let no other process of the same user look into this one, nor into its entry in /proc."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def own_namespaces(settings: dict[str, Any]) -> bool:
    """Give this process's children namespaces of their own: users, processes, ipc, network, mounts.

    Returns False where the kernel does not let us, or where there is no sandbox; the other layers still hold.
    """
    if settings["kind"] != "bubblewrap":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.geteuid(), os.getegid()
    libc.prctl(_SET_DUMPABLE, 1, 0, 0, 0)  # or its own maps would belong to root
    if libc.unshare(_NAMESPACES):
        return False
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        try:
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)
        except OSError:
            if name != "setgroups":
                raise
    return True


def confine(settings: dict[str, Any], own: bool) -> dict[str, Any]:
    """Confine this process for good, and return what holds it. Raises OSError where a needed layer fails."""
    report: dict[str, Any] = {"kind": settings["kind"], "namespaces": own, "user": os.geteuid()}
    if own:
        _small_folders(settings["work"])
        _drop_capabilities()
    os.chdir(settings["work"])
    limits(settings, own)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    report["landlock"] = 0
    if settings["kind"] != "none" and landlock.version():
        report["landlock"] = landlock.confine_files(settings["read"], [settings["work"]], settings["hidden"])
    report["seccomp"] = False
    if settings["kind"] != "none" and seccomp.is_known_machine():
        seccomp.confine_calls()
        report["seccomp"] = True
    return report


def _small_folders(work: str) -> None:
    """Give this process an empty folder in memory to write to, and no /proc."""
    _mount(None, "/", None, _RECURSIVE | _PRIVATE)
    flags = _NO_SUID | _NO_DEVICES | _NO_EXEC
    _mount("tmpfs", work, "tmpfs", flags, "size=64m,nr_inodes=4096,mode=0700")
    _mount("tmpfs", "/proc", "tmpfs", flags | _READ_ONLY, "size=4k,nr_inodes=2,mode=0555")


def _mount(source: str | None, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    texts = [None if text is None else text.encode() for text in (source, target, kind, options)]
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(texts[0], texts[1], texts[2], ctypes.c_ulong(flags), texts[3]):
        raise OSError(ctypes.get_errno(), f"cannot mount {target} in the sandbox")


def _drop_capabilities() -> None:
    """Give up what the first process of a user namespace may do in it."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_3, 0)
    none = (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None, use_errno=True).capset(header, none):
        raise OSError(ctypes.get_errno(), "cannot give up capabilities in the sandbox")


def limits(settings: dict[str, Any], own: bool) -> None:
    """Limit memory, processor time, files and threads of this process."""
    wanted = {
        "RLIMIT_AS": settings["memory"],
        "RLIMIT_CPU": settings["cpu_seconds"],
        "RLIMIT_FSIZE": 64 * 2**20,
        "RLIMIT_NOFILE": 256,
        "RLIMIT_CORE": 0,
        "RLIMIT_MSGQUEUE": 0,
        "RLIMIT_MEMLOCK": 0,
        # Counts all of a user's threads where the user is not alone.
        "RLIMIT_NPROC": 64 if own else None,
    }
    for name, limit in wanted.items():
        kind = getattr(resource, name, None)
        if kind is not None and limit is not None:
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (limit, limit))
