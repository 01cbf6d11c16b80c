"""Look into folders and archives, and archives in them, for what may be notebooks. Nothing is unpacked blindly."""

import itertools
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from course.grading.folder import CHECKPOINTS, MAX_DEPTH, MAX_MEGABYTES, is_left_out

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz")
CLOSED = (".rar", ".7z", ".gz")  # what is not opened here
READ = (".ipynb", ".json", ".txt")  # what may hold a notebook, or say whose it is
MAX_ENTRIES = 100_000  # files in one archive
MAX_INNER_MEGABYTES = 500  # an archive in an archive, and all that is read out of it

_Opener = Callable[[], Any]  # gives a file of bytes
# RuntimeError: a password; NotImplementedError: a way of packing that Python does not know.
_UNREADABLE = (OSError, EOFError, RuntimeError, ValueError, zipfile.BadZipFile, tarfile.TarError, zlib.error)


@dataclass(frozen=True)
class File:
    """A file that was found.

    path: its folders and archives, and its own name. archives: how many first parts of the path each archive on the
    way has. copy: where its bytes are, or None where nobody needs them or where it could not be read for `problem`.
    """

    path: tuple[str, ...]
    archives: tuple[int, ...] = ()
    copy: Path | None = None
    problem: str = ""

    @property
    def shown(self) -> str:
        """The path as one text."""
        return "/".join(self.path)


def is_archive(name: str) -> bool:
    """Whether a file's name is that of an archive that is opened here."""
    return name.lower().endswith(ARCHIVES)


def stem_of(name: str) -> str:
    """Return an archive's name without its ending; any other name as it is."""
    endings = [ending for ending in (*ARCHIVES, *CLOSED) if name.lower().endswith(ending)]
    return name[: len(name) - max(map(len, endings), default=0)]


class Finder:
    """Finds files below a folder. What may be needed of archives is copied into the folder `scratch`, one by one."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._count = 0

    def find(self, folder: Path) -> Iterator[File]:
        """Give every file, also those in archives, without what systems and editors leave there."""
        for path in sorted(folder.rglob("*")):
            where, status = path.relative_to(folder).parts, path.lstat()
            if _is_junk(where) or stat.S_ISDIR(status.st_mode):
                continue
            if stat.S_ISREG(status.st_mode):
                yield from self._look(where, (), path, status.st_size)
            else:
                yield File(where, problem="is no ordinary file")

    def _look(
        self, where: tuple[str, ...], archives: tuple[int, ...], source: Path | _Opener, size: int
    ) -> Iterator[File]:
        name = where[-1].lower()
        most = MAX_MEGABYTES if not is_archive(name) else MAX_INNER_MEGABYTES if archives else size / 1e6 + 1
        if name.endswith(CLOSED) and not is_archive(name):
            yield File(where, archives, problem="is packed in a way that is not opened here: unpack it")
        elif not name.endswith((*READ, *ARCHIVES)):
            yield File(where, archives)
        elif is_archive(name) and len(archives) >= MAX_DEPTH:
            yield File(where, archives, problem=f"lies in more than {MAX_DEPTH} archives")
        elif size > most * 1_000_000:
            yield File(where, archives, problem=f"has {size / 1e6:.0f} MB, and {most:.0f} are allowed")
        else:
            try:
                path = source if isinstance(source, Path) else self._copy(source, most)
                if is_archive(name):
                    yield from self._look_inside(where, archives, path)
                else:
                    yield File(where, archives, path)
            except _UNREADABLE as error:
                yield File(where, archives, problem=f"cannot be read ({str(error) or type(error).__name__})")

    def _copy(self, opener: _Opener, most: float) -> Path:
        """Return a copy of a file in an archive. Raises ValueError where it is larger, whatever the archive says."""
        self._count += 1
        copy, left = self._scratch / str(self._count), int(most * 1_000_000) + 1
        with opener() as source, copy.open("wb") as target:
            while left > 0 and (block := source.read(min(left, 1 << 20))):
                target.write(block)
                left -= len(block)
        if left <= 0:
            copy.unlink()
            raise ValueError(f"more than the {most:.0f} MB that are allowed")
        return copy

    def _look_inside(self, where: tuple[str, ...], archives: tuple[int, ...], path: Path) -> Iterator[File]:
        left = MAX_INNER_MEGABYTES * 1_000_000
        try:
            for name, size, opener in _entries(path, where[-1].lower().endswith(".zip")):
                parts = tuple(part for part in name.replace("\\", "/").split("/") if part not in ("", ".", ".."))
                if _is_junk(parts):
                    continue
                if archives:  # a student's own: how large the platform's is, is no matter of theirs
                    left -= size if name.lower().endswith((*READ, *ARCHIVES)) else 0
                    if left < 0:
                        raise ValueError(f"more than {MAX_INNER_MEGABYTES} MB to read")
                yield from self._look((*where, *parts), (*archives, len(where)), opener, size)
        finally:
            if archives:  # a copy
                path.unlink()


def _entries(path: Path, is_zip: bool) -> Iterator[tuple[str, int, _Opener]]:
    """Give name, size and a way to open each ordinary file of an archive."""
    if is_zip:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist()[:MAX_ENTRIES]:
                if not info.is_dir() and not stat.S_ISLNK(info.external_attr >> 16):
                    yield info.filename, info.file_size, partial(archive.open, info)
    else:
        with tarfile.open(path) as tar:
            for member in itertools.islice(tar, MAX_ENTRIES):
                if member.isreg():
                    yield member.name, member.size, partial(tar.extractfile, member)


def _is_junk(path: tuple[str, ...]) -> bool:
    return not path or any(is_left_out(part) for part in path if part != CHECKPOINTS)
