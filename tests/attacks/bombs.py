"""Attacks that use up what the machine has. Bounded, so that they cannot hurt it even where nothing stops them."""

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from tests.attacks.attack import GUARD, Attack


def output_in_every_cell(notebook: NotebookNode) -> None:
    source = "from IPython.display import HTML, display\nfor _ in range(10):\n    display(HTML('<td>x</td>' * 50_000))"
    notebook.cells += [new_code_cell(source, id=f"more-{number}") for number in range(60)]


HOLDS = "as root nothing holds it"

ATTACKS = (
    Attack(
        "fork-bomb",
        "fork bomb",
        "forks until it cannot, 200 times at most",
        unsafe=HOLDS,
        start=GUARD,
        double="""
import os, time

def double(n):
    if could_reach_the_class():
        return None
    made = 0
    try:
        for _ in range(200):
            if os.fork() == 0:
                time.sleep(20)
                os._exit(0)
            made += 1
    except OSError as error:
        print(error)
    print(made, "processes")
""",
    ),
    Attack(
        "thread-bomb",
        "fork bomb",
        "starts threads until it cannot, 2000 at most",
        unsafe=HOLDS,
        double="""
import threading

def double(n):
    started = 0
    try:
        for _ in range(2000):
            threading.Thread(target=threading.Event().wait, args=(20,), daemon=True).start()
            started += 1
    except RuntimeError as error:
        print(error)
    print(started, "threads")
""",
    ),
    Attack(
        "memory-bomb",
        "memory bomb",
        "fills memory until it is refused, 6 GB at most",
        unsafe=HOLDS,
        double="""
def double(n):
    kept = []
    try:
        for _ in range(96):
            kept.append(b"x" * 64_000_000)
    except MemoryError:
        print("refused")
    print(len(kept) * 64, "MB")
    if len(kept) == 96:
        print("attack-not-contained: 6 GB of memory")
""",
    ),
    Attack(
        "disk-bomb",
        "disk bomb",
        "fills every folder that it can write to, 2 GB at most",
        unsafe=HOLDS,
        double="""
import os, tempfile

def double(n):
    total = 0
    for folder in {"/tmp", "/var/tmp", "/dev/shm", "/run", os.getcwd(), os.path.expanduser("~"), "@ROOT@"}:
        for number in range(20):
            try:
                with open(f"{folder}/attack-fill-@PORT@-{number}", "wb", 0) as file:
                    for _ in range(10):
                        if total > 2_000_000_000:
                            print("attack-not-contained: 2 GB of disk")
                            return
                        total += file.write(b"x" * 10_000_000)
            except OSError as error:
                print(folder, error)
                break
    print(total // 1_000_000, "MB")
""",
    ),
    Attack(
        "output-bomb",
        "output bomb",
        "prints 500 MB, in one line and in many",
        unsafe="stock keeps all of it in memory and in the notebook's file",
        start="for _ in range(50):\n    print('x' * 5_000_000)",
        double="def double(n):\n    for _ in range(50):\n        print('y\\n' * 2_500_000)",
    ),
    Attack(
        "display-bomb",
        "output bomb",
        "displays 20 000 figures and pages",
        unsafe="stock keeps all of it in memory and in the notebook's file",
        start="from IPython.display import HTML, display\nfor _ in range(20_000):\n    display(HTML('z' * 20_000))",
    ),
    Attack(
        "small-outputs-bomb",
        "output bomb",
        "displays 100 000 words, and prints to two streams in turns",
        unsafe="stock keeps all of it in memory and in the notebook's file",
        start="for _ in range(100_000):\n    display({'text/plain': 'x'}, raw=True)",
        double="""
import sys

def double(n):
    for _ in range(30_000):
        print("x", flush=True)
        print("y", file=sys.stderr, flush=True)
""",
    ),
    Attack(
        "output-in-every-cell",
        "output bomb",
        "60 cells of its own that display 5 MB each",
        unsafe="stock keeps all of it in memory and in the notebook's file",
        change=output_in_every_cell,
    ),
    Attack(
        "html-bomb",
        "output bomb",
        "displays tags that are never closed, which take hours to clean",
        start="""
from IPython.display import HTML, display
for number in range(50):
    display(HTML("".join(f"<b title={number}-{i}><p>" for i in range(5000))))
    display(HTML("<table>" + "<tr><td>x" * 20_000), HTML("<b " + " ".join(f"a{i}=1" for i in range(20_000)) + ">x"))
""",
    ),
    Attack(
        "file-handle-bomb",
        "file-handle bomb",
        "opens files and sockets until it cannot, 70 000 at most",
        unsafe=HOLDS,
        double="""
import os, socket

def double(n):
    kept = []
    try:
        for _ in range(35_000):
            kept += [os.open("/dev/null", os.O_RDONLY), socket.socket()]
    except OSError as error:
        print(error)
    print(len(kept), "files")
""",
    ),
)
