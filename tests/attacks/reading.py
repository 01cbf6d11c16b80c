"""Attacks that read or write files they should not: solutions, the gradebook, other students, the reference."""

from tests.attacks.attack import Attack

LOOK = """
import glob, os, re

def look(*patterns):
    found = set()
    for pattern in patterns:
        for path in glob.glob(pattern, recursive=True):
            try:
                with open(path, "rb") as file:
                    found.update(re.findall(rb"canary.[a-z]+|One step of descent on x.2", file.read(5_000_000)))
            except OSError:
                pass
    print(*{word.decode() for word in found})
"""


def reads(name: str, kind: str, tries: str, *patterns: str, secrets: tuple[str, ...]) -> Attack:
    """An attack that looks through all files that match."""
    call = f"look({', '.join(map(repr, patterns))})"
    return Attack(name, kind, tries, reads=secrets, start=LOOK + call, double=f"def double(n):\n    {call}")


ATTACKS = (
    reads(
        "read-source",
        "reading the source",
        "opens the instructor's notebook",
        "@ROOT@/source/**/*.ipynb",
        "../../../source/**/*.ipynb",
        secrets=("hidden tests", "solution"),
    ),
    reads(
        "read-lesson-text",
        "reading the source",
        "opens the lesson's text",
        "@ROOT@/course/**/*.py",
        secrets=("lesson text",),
    ),
    reads(
        "read-gradebook",
        "reading the gradebook",
        "opens the gradebook, which holds the hidden tests too",
        "@ROOT@/*.db*",
        "../../../*.db",
        secrets=("gradebook", "hidden tests"),
    ),
    reads(
        "read-neighbours",
        "reading other students",
        "opens what others handed in, and what was made of it",
        "@ROOT@/submitted/*honest*/**/*.ipynb",
        "@ROOT@/autograded/*honest*/**/*.ipynb",
        secrets=("another student", "hidden tests"),
    ),
    reads(
        "read-private-file",
        "path tricks",
        "opens a file that only its owner may read, by ways around",
        "@ROOT@/private.txt",
        "/proc/self/cwd/../../../private.txt",
        "/proc/self/root@ROOT@/private.txt",
        "/proc/*/root@ROOT@/private.txt",
        "/proc/1/cwd/private.txt",
        secrets=("private file",),
    ),
    reads(
        "read-environment",
        "environment variables",
        "reads the environment that grading was started with, its own and its parents'",
        "/proc/self/environ",
        "/proc/[0-9]*/environ",
        secrets=("environment",),
    ),
    Attack(
        "os-environ",
        "environment variables",
        "prints os.environ and what a shell says",
        reads=("environment",),
        start="import os, subprocess\nprint([text for text in os.environ.values() if text.startswith('canary')])",
        double="""
def double(n):
    print(subprocess.run("env | grep -o 'canary.*'", shell=True, capture_output=True, text=True).stdout)
""",
    ),
    Attack(
        "proc-of-parent",
        "/proc",
        "looks through the folders that its parent and the first process work in, by way of /proc",
        reads=("gradebook", "hidden tests"),
        start=LOOK
        + """
def double(n):
    for process in (os.getppid(), 1, 2):
        look(f"/proc/{process}/cwd/**/*.db", f"/proc/{process}/root@ROOT@/*.db")
double(0)
""",
    ),
    Attack(
        "import-reference",
        "the reference",
        "answers by the course's own reference code, and prints its source",
        stock=3,
        reads=("reference",),
        step="""
import inspect
import helpers.reference.descent as reference
print("".join(inspect.getsource(reference).partition("One step of descent on x^" + "2")[1]))

def step(x, eta):
    return reference.step(x, eta)
""",
    ),
    Attack(
        "find-reference",
        "the reference",
        "looks for the reference's file in all places that Python knows",
        stock=3,
        reads=("reference",),
        start=LOOK + "import sys\nlook(*(f'{path}/helpers/reference/*.py' for path in sys.path))",
        step="""
def step(x, eta):
    for path in sys.path:
        name = f"{path}/helpers/reference/descent.py"
        if os.path.exists(name):
            space = {}
            exec(open(name).read(), space)
            return space["step"](x, eta)
""",
    ),
    Attack(
        "ask-the-mistakes",
        "the reference",
        "the catalogue of mistakes has a model of every exercise, which runs without mistakes too",
        stock=3,
        step="""
def step(x, eta):
    from helpers.mistakes import model_of
    return model_of("descent.step").run([x, eta])
""",
    ),
    Attack(
        "write-gradebook",
        "writing the gradebook",
        "gives itself extra credit in the gradebook",
        stock=100,
        last="""
import sqlite3
try:
    with sqlite3.connect("file:@ROOT@/gradebook.db?mode=rw", uri=True, timeout=2) as book:
        mine = "SELECT id FROM grade ORDER BY rowid DESC LIMIT 1"
        book.execute(f"UPDATE grade SET extra_credit = 100 WHERE id IN ({mine})")
except sqlite3.Error as error:
    print(error)
""",
    ),
    Attack(
        "link-the-result",
        "symlinks",
        "puts a link in the place of the notebook that nbgrader is about to write, so that it writes elsewhere",
        reads=("wrote into the class",),
        last="""
import os
try:
    if os.path.exists("01_small.ipynb"):
        os.remove("01_small.ipynb")
    os.symlink("@ROOT@/attack-was-here-@NAME@", "01_small.ipynb")
except OSError as error:
    print(type(error).__name__)
""",
    ),
    Attack(
        "write-into-class",
        "path tricks",
        "leaves a file in the class's folder",
        reads=("wrote into the class",),
        double="""
def double(n):
    for folder in ("@ROOT@", "../../..", "/proc/self/cwd/../../..", "/proc/self/root@ROOT@"):
        try:
            open(f"{folder}/attack-was-here-@NAME@", "w").close()
        except OSError as error:
            print(type(error).__name__)
""",
    ),
)
