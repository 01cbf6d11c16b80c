"""Which of the files that came in is whose, and which of a student's is the last."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from course.collect.archives import File, stem_of
from course.collect.names import (
    ENDING,
    Sender,
    before_lesson,
    lesson_pattern,
    number_of,
    read_login,
    read_sender,
    split_copy,
)
from course.errors import CourseError
from course.grading.folder import CHECKPOINTS
from course.grading.reading import NotReadable, read_notebook
from course.grading.submissions import grade_ids

_PLATFORMS_OWN = ("index.html",)  # what Brightspace puts beside the students' folders
# How surely a file is the lesson's: by its name, by its name in part, by its cells, or as JupyterLab's own copy.
_NAMED, _LIKE, _CELLS, _CHECKPOINT, _NONE = range(5)


@dataclass(frozen=True)
class Handed:
    """One student's submission as it is to be collected.

    beside: other notebooks of the same attempt by name, which a person may want to see. time: on the platform's clock.
    said: what the instructor should know, sentences.
    """

    student: str
    name: str
    notebook: File
    beside: dict[str, File] = field(default_factory=dict)
    time: datetime | None = None
    said: tuple[str, ...] = ()


@dataclass
class Choice:
    """What came of all files. left_out: sentences, each with the names of what is not collected."""

    handed: list[Handed] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Owned:
    """A file and whose it is.

    own: its name without what a platform adds. rank: how surely it is the lesson's. attempt: grows from attempt to
    attempt; the last number may differ within one.
    """

    file: File
    sender: Sender
    own: str
    rank: int
    attempt: tuple[datetime, tuple[int, ...]]


def choose(files: Iterable[File], lesson: str, known: Collection[str] = ()) -> Choice:
    """Return what each student handed in for `lesson`, and what cannot be told apart.

    known: the lesson's grade ids, by which a notebook under another name is recognised.
    """
    return _Chooser(lesson, known).choose(list(files))


class _Chooser:
    """Sorts the files of one lesson by student, and keeps what came of them."""

    def __init__(self, lesson: str, known: Collection[str]) -> None:
        self.lesson, self.known, self._result = lesson, set(known), Choice()

    def choose(self, files: list[File]) -> Choice:
        """Return what each student handed in; a file that no platform named belongs to its archive or folder."""
        named = self._by_platforms(files)
        platforms = {_container(file) for file in named}
        by_student: dict[str, list[_Owned]] = defaultdict(list)
        others: dict[tuple[str, ...], list[File]] = defaultdict(list)
        for file in files:
            if file in named:
                by_student[named[file].sender.id].append(named[file])
            elif file.path[-1] not in _PLATFORMS_OWN:
                others[_container(file)].append(file)
        for container, inside in sorted(others.items()):
            if container in platforms:  # what stands beside a platform's names is not the student "submissions"
                strays = [file.shown for file in inside if file.problem or self._may_be(file)]
                self._result.left_out += [f"{one} does not say whose it is, as the others there do." for one in strays]
                continue
            for owned in self._by_convention(container, inside):
                by_student[owned.sender.id].append(owned)
        for student, theirs in sorted(by_student.items()):
            try:
                self._result.handed.append(self._choose_last(student, theirs))
            except CourseError as error:
                self._result.left_out.append(str(error))
        return self._result

    def _by_platforms(self, files: list[File]) -> dict[File, _Owned]:
        """Return whose the files are that a platform named."""
        logins: dict[str, str] = {}
        for file in files:
            if file.copy is not None and file.path[-1].endswith(".txt"):
                logins |= read_login(file.path[-1], file.copy.read_bytes()[:2000].decode("utf-8", "replace"))
        found: dict[File, list[tuple[int, Sender]]] = {}
        for file in files:
            for place, part in enumerate(file.path):
                folder = place < len(file.path) - 1 and place + 1 not in file.archives
                sender = read_sender(stem_of(part), self.lesson, logins, folder)
                if sender is not None:
                    found.setdefault(file, []).append((place, sender))
        # The archive around a class may have a name like a student's: gradebook_CS1_Lesson_2026-11-20-10-00-00.zip.
        outer = {file.path[: place + 1] for file, some in found.items() for place, _ in some[:-1]}
        owned = {}
        for file, some in found.items():
            inner = [(place, sender) for place, sender in some if file.path[: place + 1] not in outer]
            for place, sender in inner[:1]:
                own = sender.own if place == len(file.path) - 1 else file.path[-1]
                copies = (*(split_copy(stem_of(part))[1] for part in file.path[:place]), sender.number)
                owned[file] = _Owned(file, sender, own, self._rank(file, own), (sender.time or datetime.min, copies))
        return owned

    def _by_convention(self, container: tuple[str, ...], files: list[File]) -> list[_Owned]:
        """Return whose files are that no platform named: STUDENT_anything.zip, STUDENT_01_descent.ipynb, STUDENT/..."""
        name, shown = container[-1], "/".join(container)
        groups: dict[tuple[str, ...], list[File]] = defaultdict(list)
        for file in files:
            if len(file.archives) > 1:
                groups[file.path[: file.archives[1]]].append(file)
        if len(groups) > 1 and all(len(file.archives) > 1 for file in files if self._may_be(file)):
            return [owned for one, some in sorted(groups.items()) for owned in self._by_convention(one, some)]
        single = len(files) == 1 and files[0].path == container and stem_of(name) == name
        stem, copy = split_copy(stem_of(name))
        student = before_lesson(name, self.lesson) if single else stem.partition("_")[0].strip()
        if not _is_name(student):
            advice = f"Name it STUDENT_{self.lesson}.ipynb or STUDENT.zip."
            self._result.left_out.append(f"{shown} does not say whose it is. {advice}")
            return []
        sender, attempt = Sender(student, student), (datetime.min, (copy,))
        names = {file: file.path[-1].removeprefix(f"{student}_") for file in files}
        owned = [_Owned(file, sender, own, self._rank(file, own), attempt) for file, own in names.items()]
        able = [one for one in owned if one.rank < _CHECKPOINT]
        exact = any(number_of(one.own, self.lesson) is not None for one in owned)
        if len({ENDING.sub("", one.own).casefold() for one in able}) > 1 and not exact:
            self._result.left_out.append(
                f"{shown} may be one student's or a class's: {', '.join(sorted(one.file.shown for one in able))}. Put "
                f"what is in it into the archive folder, as STUDENT_{self.lesson}.ipynb each."
            )
            return []
        return owned

    def _choose_last(self, student: str, owned: list[_Owned]) -> Handed:
        """Return the last attempt. Raises CourseError where none has a notebook, or more than one may be the last."""
        names = {one.sender.name.casefold() for one in owned if one.sender.name}
        files = ", ".join(one.file.shown for one in owned)
        if len(names) > 1:
            raise CourseError(
                f"{student} stands for {len(names)} names: {', '.join(sorted(names))} ({files}). Rename their files to "
                f"STUDENT_{self.lesson}.ipynb."
            )
        if not _is_name(student):
            raise CourseError(f"{student!a} cannot be the name of a folder. Rename {owned[0].file.shown}.")
        name = next((one.sender.name for one in owned if one.sender.name), student)
        shown = student if name == student else f"{student} ({name})"
        able = [one for one in owned if one.rank < _NONE]
        broken = [f"{one.file.shown} {one.file.problem}" for one in owned if one.file.problem]
        if not able:
            what = "; ".join(broken) or files
            raise CourseError(f"{shown} handed in no notebook of {self.lesson} that can be read: {what}.")
        time, copies = max(one.attempt for one in able)
        here = [one for one in able if (one.attempt[0], one.attempt[1][:-1]) == (time, copies[:-1])]
        order = {one.file: (-one.rank, one.attempt[1], number_of(one.own, self.lesson) or 0) for one in here}
        first = [one for one in here if order[one.file] == max(order.values())]
        if len({_digest(one.file) for one in first}) > 1:
            both = " and ".join(sorted(one.file.shown for one in first))
            raise CourseError(f"{shown}: it cannot be told which is the last of {both}. Leave one of them.")
        last = first[0]
        others = [one for one in here if last.rank < one.rank < _CHECKPOINT and _digest(one.file) != _digest(last.file)]
        beside = {one.own: one.file for one in others}
        said = [f"{one}, left out" for one in broken]
        attempts = {one.attempt for one in able}
        if len(attempts) > 1:
            said.append(f"the last of {len(attempts)} attempts")
        if any(one.attempt[0] > time for one in owned):
            said.append("there is a later attempt, without a notebook")
        if last.own != f"{self.lesson}.ipynb":
            said.append(f"{last.own} taken for {self.lesson}.ipynb")
        said += [f"{other} is kept beside it" for other in sorted(beside)]
        return Handed(student, last.sender.name, last.file, beside, last.sender.time, tuple(said))

    def _may_be(self, file: File) -> bool:
        return self._rank(file, file.path[-1]) != _NONE

    def _rank(self, file: File, own: str) -> int:
        if file.copy is None:
            return _NONE
        is_notebook = file.path[-1].lower().endswith(".ipynb")
        is_like = bool(lesson_pattern(self.lesson).search(own))
        if CHECKPOINTS in file.path:
            return _CHECKPOINT if is_notebook and is_like else _NONE
        if is_like and (is_notebook or _grade_ids(file.copy)):
            return _NAMED if number_of(own, self.lesson) is not None else _LIKE
        return _CELLS if self.known & _grade_ids(file.copy) else _NONE


def _container(file: File) -> tuple[str, ...]:
    """Return what is one student's where no platform says whose it is: an archive, a folder, or the file itself."""
    return file.path[: file.archives[0]] if file.archives else file.path[:1]


def _grade_ids(path: Path) -> set[str]:
    try:
        return grade_ids(read_notebook(path))
    except NotReadable:
        return set()


def _digest(file: File) -> str:
    return hashlib.sha256(file.copy.read_bytes()).hexdigest() if file.copy else ""


def _is_name(student: str) -> bool:
    """Whether nbgrader can have a folder of that name."""
    return bool(student) and student.isprintable() and not student.startswith(".") and not set(student) & set("/\\*?[]")
