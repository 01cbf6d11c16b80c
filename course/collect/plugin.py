"""The plugin of nbgrader's `zip_collect`: from what was downloaded to one notebook a student, and who is left out."""

import shutil
import tempfile
from datetime import UTC
from pathlib import Path
from typing import Any

from dateutil.tz import gettz  # type: ignore[import-untyped]
from nbgrader.plugins import ExtractorPlugin
from nbgrader.utils import find_all_notebooks

from course.collect.archives import Finder
from course.collect.choose import Choice, Handed, choose
from course.errors import CourseError
from course.grading.printable import printable
from course.grading.reading import read_notebook
from course.grading.submissions import grade_ids

LEFT_OUT = 1


class ClassExtractor(ExtractorPlugin):
    """Extracts each student's last notebook to STUDENT/LESSON.ipynb, whatever a platform called it.

    nbgrader's own collector takes them from there. Whoever cannot be collected is named, the others are collected, and
    the command ends with 1. Times in names are taken to be of the zone in Exchange.timezone.
    """

    def __init__(self, parent: Any = None, **more: Any) -> None:
        super().__init__(parent=parent, **more)
        self.choice = Choice()
        if not hasattr(parent, "process_extracted_files"):
            return
        collect = parent.process_extracted_files

        # nbgrader has no hook behind the copying, where the command's end can be told.
        def collect_and_tell() -> None:
            collect()
            self._tell(parent)

        parent.process_extracted_files = collect_and_tell

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Put each student's notebook, and the time of handing in where it is known, into a folder `extracted_path`."""
        folders, lesson = self.parent.coursedir, self.parent.coursedir.assignment_id
        with tempfile.TemporaryDirectory(prefix="course-collect-") as scratch:
            found = Finder(Path(scratch)).find(Path(archive_path))
            self.choice = choose(found, lesson, _known(folders, lesson))
            there = [one for one in self.choice.handed if self._is_there(one)]
            self.choice.handed = [one for one in self.choice.handed if one not in there]
            for one in self.choice.handed:
                self._put(one, Path(extracted_path) / one.student, lesson)
        self.choice.left_out += [
            f"{one.student} has handed in something already, which is kept. To put this in its place: --force"
            for one in there
        ]

    def _is_there(self, one: Handed) -> bool:
        folders = self.parent.coursedir
        folder = Path(folders.format_path(folders.submitted_directory, one.student, folders.assignment_id))
        return not self.force and folder.is_dir() and any(folder.iterdir())

    def _put(self, one: Handed, folder: Path, lesson: str) -> None:
        folder.mkdir(parents=True)
        for name, file in (one.beside | {f"{lesson}.ipynb": one.notebook}).items():
            shutil.copyfile(str(file.copy), folder / name)
        if one.time is not None:
            zone = gettz(str(self.config.get("Exchange", {}).get("timezone", "UTC"))) or UTC
            time = one.time.replace(tzinfo=one.time.tzinfo or zone).astimezone(UTC)
            (folder / "timestamp.txt").write_text(f"{time:%Y-%m-%d %H:%M:%S.%f} UTC")

    def _tell(self, parent: Any) -> None:
        """Say who was collected as what, and who was not. Ends the command with 1 where somebody or all are missing."""
        for one in self.choice.handed:
            name = f" ({one.name})" if one.name not in ("", one.student) else ""
            said = "; ".join(one.said)
            self.log.info("%s", printable(f"Collected {one.student}{name}{': ' if said else ''}{said}"))
        for sentence in self.choice.left_out:
            self.log.error("%s", printable(f"Not collected: {sentence}", 2_000))
        count = len(self.choice.handed)
        if not count or self.choice.left_out:
            where = f"{parent.downloaded_directory}/{parent.coursedir.assignment_id}/{parent.archive_directory}"
            more = "see above" if self.choice.left_out else f"put what the platform gives into {where}"
            self.log.error("%d collected, %d left out: %s.", count, len(self.choice.left_out), more)
            parent.exit(LEFT_OUT)


def _known(folders: Any, lesson: str) -> set[str]:
    """Return the grade ids of the lesson as it was released; none where it is not there."""
    release = Path(folders.format_path(folders.release_directory, ".", lesson))
    known: set[str] = set()
    for name in find_all_notebooks(str(release)) if release.is_dir() else []:
        try:
            known |= grade_ids(read_notebook(release / name))
        except CourseError as error:
            folders.log.warning("%s", error)
    return known
