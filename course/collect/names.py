"""Who handed in a file, and in which attempt, by the names that learning platforms give.

The rules are those of the platforms' own open code where there is some:

- Canvas (instructure/canvas-lms, lib/content_zipper.rb): name, LATE, user's number, file's number and the student's own
  file name, joined by "_". The name is missing, and the number is "anon_" with letters, where grading is anonymous. A
  file name that was handed in before gets "-1", "-2" before its ending.
- Moodle (moodle/moodle, mod/assign/classes/downloader.php): "NAME_NUMBER_assignsubmission_file_", as a folder or
  before the student's own file name. The number is the participant's.
- Blackboard: "TITLE_LOGIN_attempt_2026-11-20-10-00-00", then "_" and the student's own file name, or ".txt": a page
  that names student and login. The word in the middle is in the site's language.
- Brightspace: "1234-5678 - NAME - Nov 20, 2026 1000 AM", as a folder, or with " - " and the student's own file name.
  The first number is the student's in the course. Some sites put the student's own number first in the name.
"""

import datetime
import re
from dataclasses import dataclass, field

import dateutil.parser  # type: ignore[import-untyped]

CANVAS = re.compile(r"(?:(?P<name>.+?)_)??(?:LATE_)?(?P<id>\d+|anon_[^\W_]+)_(?P<file>\d+)_(?P<own>.+)")
MOODLE = re.compile(r"(?P<name>.*?)(?:_(?P<id>\d+))?_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<own>.*))?")
BLACKBOARD = re.compile(r"(?P<who>.+)_[^\W\d_]+_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<own>.+)|\.txt)?")
BRIGHTSPACE = re.compile(
    r"(?P<id>\d+)-\d+ - (?P<name>.+?) - (?P<time>[^-]*?\d{4},? \d{1,2}:?\d\d(?: ?[AaPp]\.?[Mm]\.?)?)(?: - (?P<own>.+))?"
)
ENDING = re.compile(r"\.ipynb(?:\.txt|\.json)?$", re.IGNORECASE)
COPIED = re.compile(r" ?\((\d+)\)$")  # what a browser puts after the name of a file that is there already


@dataclass(frozen=True)
class Sender:
    """Who handed in a file, by one part of its path.

    own: the student's own name for the file, "" where the part is a folder. time: of the attempt, on the platform's
    clock. number: where there is none, what grows from attempt to attempt.
    """

    id: str
    name: str
    own: str = ""
    time: datetime.datetime | None = field(default=None, compare=False)
    number: int = 0


def read_sender(part: str, lesson: str, logins: dict[str, str], folder: bool = False) -> Sender | None:
    """Return what one part of a path says in a platform's way, or None.

    part: the name of a file, of an archive without its ending, or of a folder. logins: what `read_login` found, by
    what stands before the attempt.
    """
    if found := MOODLE.fullmatch(part):
        return Sender(found["id"] or found["name"].strip(), found["name"].strip(), found["own"] or "")
    if found := BLACKBOARD.fullmatch(part):
        login = logins.get(found["who"]) or found["who"].rpartition("_")[2]
        return Sender(login, login, found["own"] or "", _time(found["time"], "%Y-%m-%d-%H-%M-%S"))
    if found := BRIGHTSPACE.fullmatch(part):
        first = found["name"].split()[0]
        own_number = len(first) > 2 and any(map(str.isdigit, first))
        return Sender(first if own_number else found["id"], found["name"], found["own"] or "", _time(found["time"]))
    found = None if folder else CANVAS.fullmatch(part)
    here = lesson_pattern(lesson).search(part)
    # ada_123_01_descent.ipynb has one number, and the next is the lesson's.
    if found and not (here and here.start() < found.start("own")):
        return Sender(found["id"], found["name"] or "", found["own"], number=int(found["file"]))
    return None


def read_login(name: str, page: str) -> dict[str, str]:
    """Return Blackboard's login, by what stands before the attempt in a file's name, or nothing.

    name: of the page on an attempt. page: its text, which begins with "Name: Ada Lovelace (ada12)". A login may have
    "_" in it, and a title too.
    """
    file = BLACKBOARD.fullmatch(name)
    found = re.match(r"\s*\S+: .*\(([^()]+)\)[ \t\r]*$", page.lstrip("\ufeff"), re.MULTILINE)
    known = file and found and file["who"].endswith(f"_{found[1].strip()}")
    return {file["who"]: found[1].strip()} if file and found and known else {}


def lesson_pattern(lesson: str) -> re.Pattern[str]:
    """Return what finds the lesson's name in a file's, in any spelling: 01-descent, 01 Descent."""
    words = map(re.escape, re.split(r"[_\W]+", lesson))
    return re.compile(r"(?<![^\W_])" + r"[_\W]?".join(words) + r"(?![^\W_])", re.IGNORECASE)


def number_of(name: str, lesson: str) -> int | None:
    """Return 0 for the lesson's own file name, n where a platform or a browser has numbered it, None for others."""
    stem = ENDING.sub("", name)
    found = re.fullmatch(lesson_pattern(lesson).pattern + r"(?: ?\((\d+)\)|-(\d{1,2}))?", stem, re.IGNORECASE)
    return int(found[1] or found[2] or 0) if found else None


def before_lesson(name: str, lesson: str) -> str:
    """Return the STUDENT of STUDENT_anything_01_descent.ipynb, or "" where a file is not named so."""
    found = lesson_pattern(lesson).search(name)
    return name[: found.start()].partition("_")[0].strip() if found and "_" in name[: found.start()] else ""


def split_copy(stem: str) -> tuple[str, int]:
    """Return a name without the number that a browser puts behind it, and the number."""
    found = COPIED.search(stem)
    return (stem[: found.start()], int(found[1])) if found else (stem, 0)


def _time(text: str, form: str = "") -> datetime.datetime | None:
    """Return a time in this form, or Brightspace's, whose hours have no colon. None: it is in the site's language."""
    try:
        if form:
            return datetime.datetime.strptime(text, form)
        return dateutil.parser.parse(re.sub(r"(\d{1,2})(\d\d)(?= ?[AaPp]\.?[Mm]|$)", r"\1:\2", text))
    except (ValueError, OverflowError):
        return None
