"""Putting the graded folder of a submission in its place at one stroke, or taking it away."""

import glob
import os
import shutil
from pathlib import Path

from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory

from course.errors import CourseError


class Places:
    """The autograded folders of one assignment.

    A new one is written beside its place, under a name with a dot, which no pattern of nbgrader's matches.
    """

    def __init__(self, folders: CourseDirectory, converter: Autograde, assignment: str) -> None:
        self._folders, self._assignment = folders, assignment
        self._mode = _file_mode(converter.permissions)

    def of(self, student: str) -> Path:
        """Return where nbgrader keeps the student's graded notebooks."""
        folders = self._folders
        return Path(folders.format_path(folders.autograded_directory, student, self._assignment))

    def prepare(self, student: str, files: dict[str, bytes]) -> "Prepared":
        """Write the files beside their place, with nbgrader's permissions. They are on the disk when this returns."""
        prepared = Prepared(self.of(student))
        prepared.clear()
        for name, content in files.items():
            path = prepared.new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_durably(path, content)
            path.chmod(self._mode)
        if self._folders.groupshared:
            for folder, _, _ in os.walk(prepared.new):
                os.chmod(folder, os.stat(folder).st_mode & 0o777 | 0o2770)
        return prepared

    def sweep(self) -> None:
        """Take away what a run that was killed has left beside the places."""
        everyone = Prepared(self.of("*"))
        for pattern in (everyone.new, everyone.old):
            for left in glob.glob(str(pattern)):
                shutil.rmtree(left, ignore_errors=True)


def _file_mode(permissions: int) -> int:
    """Return nbgrader's setting as a file mode: it is octal, written as if it were decimal."""
    try:
        return int(str(permissions), 8)
    except ValueError:
        raise CourseError(
            f"Autograde.permissions = {permissions}, which is no file mode: write 644, not 0o644."
        ) from None


def _write_durably(path: Path, content: bytes) -> None:
    """Write a file so that it outlasts a power cut: the gradebook will say that it is there."""
    with open(path, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


class Prepared:
    """A folder that waits beside its place."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.new = place.with_name(f".{place.name}.new")
        self.old = place.with_name(f".{place.name}.old")

    def put(self) -> None:
        """Put the folder in its place; nothing happens where that was done already."""
        if self.new.exists():
            self._put_aside()
            self.new.rename(self.place)

    def take_away(self) -> None:
        """Leave nothing at the place."""
        self._put_aside()
        self.clear()

    def clear(self) -> None:
        """Remove what is beside the place."""
        for folder in (self.new, self.old):
            shutil.rmtree(folder, ignore_errors=True)

    def _put_aside(self) -> None:
        if self.place.exists():
            shutil.rmtree(self.old, ignore_errors=True)
            self.place.rename(self.old)
