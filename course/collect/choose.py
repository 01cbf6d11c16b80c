"""Which of the files that came in is whose, and which of a student's is the last."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

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
    """A file and whose it is. attempt: grows from attempt to attempt. own: its name without what a platform adds."""

    file: File
    sender: Sender
    own: str
    attempt: tuple[datetime, tuple[int, ...]]


def choose(files: Iterable[File], lesson: str, known: Collection[str] = ()) -> Choice:
    """Return what each student handed in for `lesson`, and what cannot be told apart.

    known: the lesson's grade ids, by which a notebook under another name is recognised.
    """
    found, result = list(files), Choice()
    named = _by_platforms(found, lesson)
    by_student: dict[str, list[_Owned]] = defaultdict(list)
    others: dict[tuple[str, ...], list[File]] = defaultdict(list)
    for file in found:
        if file in named:
            by_student[named[file].sender.id].append(named[file])
        elif file.path[-1] not in _PLATFORMS_OWN:
            others[_container(file)].append(file)
    platforms = {_container(file) for file in named}
    for container, inside in sorted(others.items()):
        if container in platforms:  # what stands beside a platform's names is not the student "submissions"
            strays = [file.shown for file in inside if file.problem or _may_be(file, lesson, known)]
            result.left_out += [f"{stray} does not say whose it is, as the others there do." for stray in strays]
            continue
        for owned in _by_convention(container, inside, lesson, known, result):
            by_student[owned.sender.id].append(owned)
    for student, files_of in sorted(by_student.items()):
        try:
            result.handed.append(_choose_last(student, files_of, lesson, known))
        except CourseError as error:
            result.left_out.append(str(error))
    return result


def _logins(files: list[File]) -> dict[str, str]:
    logins: dict[str, str] = {}
    for file in files:
        if file.copy is not None and file.path[-1].endswith(".txt"):
            logins |= read_login(file.path[-1], file.copy.read_bytes()[:2000].decode("utf-8", "replace"))
    return logins


def _by_platforms(files: list[File], lesson: str) -> dict[File, _Owned]:
    """Return whose the files are that a platform named."""
    logins = _logins(files)
    found: dict[File, list[tuple[int, Sender]]] = {}
    for file in files:
        for place, part in enumerate(file.path):
            folder = place < len(file.path) - 1 and place + 1 not in file.archives
            sender = read_sender(stem_of(part), lesson, logins, folder)
            if sender is not None:
                found.setdefault(file, []).append((place, sender))
    # The archive around a class may have a name like a student's: gradebook_CS1_Lesson_2026-11-20-10-00-00.zip.
    outer = {file.path[: place + 1] for file, some in found.items() for place, _ in some[:-1]}
    owned = {}
    for file, some in found.items():
        for place, sender in some:
            if file.path[: place + 1] not in outer:
                own = sender.own if place == len(file.path) - 1 else file.path[-1]
                copies = (*(split_copy(stem_of(part))[1] for part in file.path[:place]), sender.number)
                owned[file] = _Owned(file, sender, own, (sender.time or datetime.min, copies))
                break
    return owned


def _container(file: File) -> tuple[str, ...]:
    """Return what is one student's where no platform says whose it is: an archive, a folder, or the file itself."""
    return file.path[: file.archives[0]] if file.archives else file.path[:1]


def _by_convention(
    container: tuple[str, ...], files: list[File], lesson: str, known: Collection[str], result: Choice
) -> list[_Owned]:
    """Return whose files are that no platform named: STUDENT_anything.zip, STUDENT_01_descent.ipynb, STUDENT/..."""
    name = container[-1]
    inner = {file.path[: file.archives[1]] for file in files if len(file.archives) > 1}
    if len(inner) > 1 and all(len(file.archives) > 1 for file in files if _may_be(file, lesson, known)):
        groups: dict[tuple[str, ...], list[File]] = defaultdict(list)
        for file in files:
            if len(file.archives) > 1:
                groups[file.path[: file.archives[1]]].append(file)
        return [
            owned for one, some in sorted(groups.items()) for owned in _by_convention(one, some, lesson, known, result)
        ]
    single = len(files) == 1 and files[0].path == container and stem_of(name) == name
    stem, copy = split_copy(stem_of(name))
    student = before_lesson(name, lesson) if single else stem.partition("_")[0].strip()
    if not _is_name(student):
        result.left_out.append(
            f"{'/'.join(container)} does not say whose it is. Name it STUDENT_{lesson}.ipynb or STUDENT.zip."
        )
        return []
    owned = [
        _Owned(file, Sender(student, student), file.path[-1].removeprefix(f"{student}_"), (datetime.min, (copy,)))
        for file in files
    ]
    named = {ENDING.sub("", one.own).casefold() for one in owned if _rank(one, lesson, known) < _CHECKPOINT}
    exact = [one for one in owned if number_of(one.own, lesson) is not None]
    if len(named) > 1 and not exact:
        shown = ", ".join(sorted(one.file.shown for one in owned if _rank(one, lesson, known) < _CHECKPOINT))
        result.left_out.append(
            f"{'/'.join(container)} may be one student's or a class's: {shown}. Put what is in it into the archive "
            f"folder, as STUDENT_{lesson}.ipynb each."
        )
        return []
    return owned


def _choose_last(student: str, owned: list[_Owned], lesson: str, known: Collection[str]) -> Handed:
    """Return the last attempt. Raises CourseError where none has a notebook, or where it cannot be told which is it."""
    names = {one.sender.name.casefold() for one in owned if one.sender.name}
    shown = _shown(student, owned)
    if len(names) > 1:
        raise CourseError(
            f"{student} stands for {len(names)} names: {', '.join(sorted(names))} "
            f"({', '.join(one.file.shown for one in owned)}). Rename their files to STUDENT_{lesson}.ipynb."
        )
    if not _is_name(student):
        raise CourseError(f"{student!a} cannot be the name of a folder. Rename {owned[0].file.shown}.")
    able = [one for one in owned if _rank(one, lesson, known) is not _NONE]
    broken = [f"{one.file.shown} {one.file.problem}" for one in owned if one.file.problem]
    if not able:
        what = "; ".join(broken) or ", ".join(one.file.shown for one in owned)
        raise CourseError(f"{shown} handed in no notebook of {lesson} that can be read: {what}.")
    last = max(one.attempt for one in able)
    here = [one for one in able if (one.attempt[0], one.attempt[1][:-1]) == (last[0], last[1][:-1])]
    best = min(_rank(one, lesson, known) for one in here)
    first = [one for one in here if _rank(one, lesson, known) == best]
    first = [one for one in first if _order(one, lesson) == max(_order(other, lesson) for other in first)]
    if len({_digest(one.file) for one in first}) > 1:
        both = " and ".join(sorted(one.file.shown for one in first))
        raise CourseError(f"{shown}: it cannot be told which is the last of {both}. Leave one of them.")
    notebook = first[0]
    beside = {
        one.own: one.file
        for one in here
        if best < _rank(one, lesson, known) < _CHECKPOINT and _digest(one.file) != _digest(notebook.file)
    }
    said = [f"{one}, left out" for one in broken]
    attempts = {one.attempt for one in able}
    if len(attempts) > 1:
        said.append(f"the last of {len(attempts)} attempts")
    skipped = {one.attempt for one in owned if one.attempt[0] > last[0]}
    if skipped:
        said.append("there is a later attempt, without a notebook")
    if notebook.own != f"{lesson}.ipynb":
        said.append(f"{notebook.own} taken for {lesson}.ipynb")
    said += [f"{name} is kept beside it" for name in sorted(beside)]
    return Handed(student, notebook.sender.name, notebook.file, beside, notebook.sender.time, tuple(said))


# How surely a file is the lesson's: by its name, by its name in part, by its cells, or as JupyterLab's own copy.
_NAMED, _LIKE, _CELLS, _CHECKPOINT, _NONE = range(5)


def _rank(owned: _Owned, lesson: str, known: Collection[str]) -> int:
    file = owned.file
    if file.copy is None:
        return _NONE
    is_notebook = file.path[-1].lower().endswith(".ipynb")
    if CHECKPOINTS in file.path:
        return _CHECKPOINT if is_notebook and lesson_pattern(lesson).search(owned.own) else _NONE
    if not is_notebook and not _grade_ids(file):
        return _NONE
    if number_of(owned.own, lesson) is not None:
        return _NAMED
    if lesson_pattern(lesson).search(owned.own):
        return _LIKE
    return _CELLS if set(known) & _grade_ids(file) else _NONE


def _may_be(file: File, lesson: str, known: Collection[str]) -> bool:
    return _rank(_Owned(file, Sender("", ""), file.path[-1], (datetime.min, ())), lesson, known) != _NONE


def _order(owned: _Owned, lesson: str) -> tuple[tuple[int, ...], int]:
    return owned.attempt[1], number_of(owned.own, lesson) or 0


@cache
def _grade_ids(file: File) -> set[str]:
    try:
        return grade_ids(read_notebook(file.copy)) if file.copy else set()
    except NotReadable:
        return set()


def _digest(file: File) -> str:
    return hashlib.sha256(file.copy.read_bytes()).hexdigest() if file.copy else ""


def _shown(student: str, owned: list[_Owned]) -> str:
    name = next((one.sender.name for one in owned if one.sender.name), student)
    return student if name == student else f"{student} ({name})"


def _is_name(student: str) -> bool:
    """Whether nbgrader can have a folder of that name."""
    return bool(student) and student.isprintable() and not student.startswith(".") and not set(student) & set("/\\*?[]")
