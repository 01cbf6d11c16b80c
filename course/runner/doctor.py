"""`course doctor`: what this machine offers for running students' code, and whether it holds when it is tried."""

import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from course.runner import landlock, seccomp
from course.runner.errors import GradingStopped, NotGraded
from course.runner.grader import Grader, Run, Settings
from course.runner.plan import Planned
from course.runner.sandbox import Offer, bound_folders, choose, closed_to_nobody, is_root, look

# Each prints a line that begins with OUT where it gets out. @NAMES@ are filled in.
ESCAPES = {
    "read the machine's passwords": "print('OUT', len(open('/etc/shadow').read()))",
    "read a file of the instructor's": "print('OUT', open('@SECRET@').read())",
    # Where the course is installed among other packages, bubblewrap puts an empty folder in its place.
    "list the course's folder": "import os\nassert os.listdir('@COURSE@'), 'it is empty'\nprint('OUT')",
    "import the reference": "import helpers.reference.descent\nprint('OUT')",
    "import the known mistakes": "import helpers.mistakes.descent\nprint('OUT')",
    "connect to this machine": "import socket\nsocket.create_connection(('127.0.0.1', @PORT@), 2)\nprint('OUT')",
    "start a program": "import subprocess\nprint('OUT', subprocess.run(['/bin/true']).returncode)",
    "start a process": "import os\nif os.fork() == 0:\n    os._exit(0)\nprint('OUT')",
    "signal the grader": "import os\nos.kill(@PID@, 0)\nprint('OUT')",
    "look at other processes": "import os\nprint('OUT', [n for n in os.listdir('/proc') if n.isdigit()][0])",
    "write where all can write": "open('/tmp/course-doctor', 'w')\nprint('OUT')",
    "read the environment": "import os\nprint('OUT', os.environ['COURSE_DOCTOR'])",
    "take 16 GB of memory": "block = bytearray(16 * 2**30)\nprint('OUT')",
}
HELLO = "def hello(name):\n    return f'hello, {name}'"
CHECK = "assert hello('box') == 'hello, box'\nprint('fine')"


@dataclass(frozen=True)
class Finding:
    """One line of the table. `ok` is None for what is only said."""

    what: str
    said: str
    ok: bool | None = None


def run_doctor() -> int:
    """Print what this machine offers, try it out, and return 0 where students' code can be graded safely, else 1."""
    console = Console()
    _print(console, "What this machine offers", describe(look()))
    try:
        kind = choose(no_sandbox=False)
    except GradingStopped as stopped:
        console.print(f"[bold red]Grading would stop:[/] {escape(str(stopped))}", soft_wrap=True)
        return 1
    with console.status("trying the sandbox"):
        tried = try_out()
    _print(console, f"Tried out: {kind}", tried)
    if any(finding.ok is False for finding in tried):
        console.print("[bold red]The sandbox does not hold here. Do not grade with it.[/]")
        return 1
    console.print("[bold green]Students' code can be graded here.[/]")
    return 0


def describe(offer: Offer) -> list[Finding]:
    """Return what there is, without trying more than whether it starts."""
    who = "root; students' code runs as nobody" if is_root() else f"an ordinary user ({os.geteuid()})"
    closed = closed_to_nobody() if is_root() else ""
    python = f"{platform.python_version()} in {sys.prefix}; seen in the box: {', '.join(bound_folders())}"
    namespaces = _namespaces()
    findings = [
        Finding("system", f"{platform.system()} {platform.release()}, {platform.machine()}"),
        Finding("user", who),
        Finding("Python", python),
        Finding("bubblewrap", offer.bubblewrap or _bubblewrap_version(), not offer.bubblewrap),
        Finding("user namespaces", namespaces, namespaces == "yes"),
        Finding("Landlock", f"version {landlock.version()}" if offer.landlock else "none", bool(offer.landlock)),
        Finding("seccomp", "yes" if offer.seccomp else f"no list for {platform.machine()}", seccomp.is_known_machine()),
    ]
    if closed:
        said = f"{closed} is closed to other users. bubblewrap shows Python at the same place; Landlock alone cannot."
        findings.append(Finding("Python's folder", said))
    return findings


def try_out(settings: Settings | None = None) -> list[Finding]:
    """Grade a submission, then let one try to get out in several ways. Raises GradingStopped."""
    os.environ["COURSE_DOCTOR"] = "secret"
    with tempfile.TemporaryDirectory(prefix="course-doctor-") as folder, socket.create_server(("127.0.0.1", 0)) as port:
        secret = Path(folder, "secret.txt")
        secret.write_text("secret")
        secret.chmod(0o644)
        Path(folder).chmod(0o755)
        course = Path(__file__).resolve().parent.parent
        names = {"SECRET": secret, "COURSE": course, "PORT": port.getsockname()[1], "PID": os.getpid()}
        grader = Grader(settings or Settings(seconds=20, total_seconds=120))
        try:
            return [*_try_hello(grader, Path(folder)), *_try_escapes(grader, Path(folder), names)]
        finally:
            grader.close()
            del os.environ["COURSE_DOCTOR"]


def _try_hello(grader: Grader, folder: Path) -> list[Finding]:
    cells = [Planned(0, "student", HELLO), Planned(1, "test", CHECK, ("hello",))]
    try:
        first, again = grader.run(cells, folder), grader.run(cells, folder)
    except NotGraded as error:
        return [Finding("a submission is graded", str(error), False)]
    right = all(_text(run, 1) == "fine\n" for run in (first, again))
    layers = ", ".join(f"{name} {value}" for name, value in again.confined.items())
    return [
        Finding("a submission is graded", f"in {again.seconds:.2f} s ({first.seconds:.1f} s the first time)", right),
        Finding("layers", layers),
    ]


def _try_escapes(grader: Grader, folder: Path, names: dict[str, object]) -> list[Finding]:
    fill_in = re.compile("@([A-Z]+)@")
    sources = [fill_in.sub(lambda found: str(names[found[1]]), source) for source in ESCAPES.values()]
    run = grader.run([Planned(number, "student", source) for number, source in enumerate(sources)], folder)
    return [
        Finding(what, "GETS OUT", False)
        if "OUT" in _text(run, number)
        else Finding(what, f"refused: {_error(run, number)}", True)
        for number, what in enumerate(ESCAPES)
    ]


def _text(run: Run, number: int) -> str:
    return "".join(content["text"] for kind, content in run.messages[number] if kind == "stream")


def _error(run: Run, number: int) -> str:
    said = [f"{content['ename']}: {content['evalue']}" for kind, content in run.messages[number] if kind == "error"]
    return said[0].splitlines()[0][:70] if said else "nothing happened"


def _bubblewrap_version() -> str:
    program = shutil.which("bwrap") or ""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10).stdout
    return f"{said.strip()}, works"


def _namespaces() -> str:
    unshare = shutil.which("unshare")
    if unshare is None:
        return "cannot be tried: there is no program `unshare`"
    tried = subprocess.run([unshare, "--user", "true"], capture_output=True, text=True, timeout=10)
    return "yes" if tried.returncode == 0 else f"no ({tried.stderr.strip()})"


def _print(console: Console, title: str, findings: list[Finding]) -> None:
    table = Table(title=title, title_justify="left", show_header=False)
    marks = {True: "[green]ok[/]", False: "[bold red]no[/]", None: ""}
    for finding in findings:
        table.add_row(escape(finding.what), marks[finding.ok], escape(finding.said))
    console.print(table)
