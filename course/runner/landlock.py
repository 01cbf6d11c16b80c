"""Landlock: the folders that a process may read or write, kept by the kernel without namespaces or privileges."""

import ctypes
import os
import stat
from collections.abc import Iterable
from pathlib import Path

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_ASK_VERSION = 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_NO_NEW_PRIVILEGES = 38
# All rights over files that a version knows; what is not granted below is refused.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
_MOST_FILE_RIGHTS = 16
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_ON_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | 1 << 14


def version() -> int:
    """Return the version of the kernel's Landlock, 0 where there is none."""
    if not hasattr(os, "O_PATH"):
        return 0
    return max(0, _call(_CREATE, None, 0, _ASK_VERSION))


def confine_files(read: Iterable[str], write: Iterable[str], hidden: Iterable[str] = ()) -> int:
    """Leave this process only `read` and below, and `write` and below, without what is `hidden` in them.

    Signals to processes outside and abstract sockets are refused too where the kernel can. Returns the version.
    Raises OSError where the kernel refuses.
    """
    found = version()
    rights = (1 << _FILE_RIGHTS.get(found, _MOST_FILE_RIGHTS)) - 1
    network = 3 if found >= 4 else 0
    scopes = 3 if found >= 6 else 0
    attributes = (ctypes.c_uint64 * 3)(rights, network, scopes)
    size = 24 if found >= 6 else 16 if found >= 4 else 8
    rules = _checked(_call(_CREATE, attributes, size, 0))
    try:
        for path in read:
            for part, right in _without(Path(path), [Path(one) for one in hidden]):
                _grant(rules, part, right)
        for path in write:
            _grant(rules, Path(path), rights & ~_EXECUTE)
        for device in ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"):
            _grant(rules, Path(device), _READ_FILE | _WRITE_FILE)
        _checked(ctypes.CDLL(None, use_errno=True).prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
        _checked(_call(_RESTRICT, rules, 0))
    finally:
        os.close(rules)
    return found


def _without(path: Path, hidden: list[Path]) -> list[tuple[Path, int]]:
    """Return what to grant for `path` so that nothing hidden in it can be read; names of files stay visible."""
    if any(path == one or one in path.parents for one in hidden):
        return []
    if not any(path in one.parents for one in hidden):
        return [(path, _READ)]
    parts = [(path, _READ_DIR)]
    for part in sorted(path.iterdir()):
        parts += _without(part, hidden)
    return parts


def _grant(rules: int, path: Path, rights: int) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, PermissionError):
        return
    try:
        if not stat.S_ISDIR(os.fstat(opened).st_mode):
            rights &= _ON_FILES

        class Beneath(ctypes.Structure):
            _pack_ = 1
            _fields_ = (("rights", ctypes.c_uint64), ("folder", ctypes.c_int32))

        _checked(_call(_ADD, rules, 1, ctypes.byref(Beneath(rights, opened)), 0))
    finally:
        os.close(opened)


def _call(number: int, *arguments: object) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    wide = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    return int(libc.syscall(ctypes.c_long(number), *wide))


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), "the kernel refuses a Landlock rule")
    return result
