"""Attacks on processes: leaving, killing, staying behind."""

from tests.attacks.attack import GUARD, Attack

SLOW = "it holds stock for its whole time limit, again and again"

ATTACKS = (
    Attack("exit-at-once", "os._exit", "ends its process in the first cell", start="import os\nos._exit(0)"),
    Attack(
        "exit-when-called",
        "os._exit",
        "ends its process when a check calls it",
        double="import os\n\ndef double(n):\n    os._exit(0)",
    ),
    Attack(
        "segfault",
        "os._exit",
        "crashes its process when a check calls it",
        double="import ctypes\n\ndef double(n):\n    ctypes.string_at(0)",
    ),
    Attack(
        "kill-parent",
        "signals",
        "kills its parent and its process group",
        unsafe="it kills the nbgrader that grades",
        start=GUARD,
        double="""
import os, signal

def double(n):
    if not could_reach_the_class():
        for target in {os.getppid(), 1, -os.getpgrp()}:
            try:
                os.kill(target, signal.SIGKILL)
            except OSError as error:
                print(error)
""",
    ),
    Attack(
        "kill-everything",
        "signals",
        "kills every process that it may kill",
        unsafe="it kills everything on the machine",
        start=GUARD,
        step="""
import os, signal

def step(x, eta):
    if not could_reach_the_class():
        os.kill(-1, signal.SIGKILL)
""",
    ),
    Attack(
        "stop-itself",
        "signals",
        "stops its own process, which then answers nobody",
        unsafe=SLOW,
        double="import os, signal\n\ndef double(n):\n    os.kill(os.getpid(), signal.SIGSTOP)",
    ),
    Attack(
        "stop-parent",
        "signals",
        "stops its parent, again and again",
        unsafe="it stops the nbgrader that grades",
        start=GUARD,
        double="""
import os, signal

def double(n):
    if not could_reach_the_class():
        for target in (os.getppid(), 1):
            try:
                os.kill(target, signal.SIGSTOP)
            except OSError as error:
                print(error)
""",
    ),
    Attack(
        "child-left-behind",
        "threads and children left behind",
        "leaves a process that goes on when grading is over",
        reads=("left a process",),
        double="""
import os, sys, time

def double(n):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for name in os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") else range(3, 64):
                try:
                    os.close(int(name))
                except OSError:
                    pass
            os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(600)", "attack-left-behind@ROOT@"])
        os._exit(0)
""",
    ),
    Attack(
        "thread-left-behind",
        "threads and children left behind",
        "a thread goes on printing and defining the answers anew while later checks run",
        double="""
import threading

def babble():
    while True:
        print("2.0", flush=True)
        globals().update(close=lambda *a: True)
        threading.Event().wait(0.01)

threading.Thread(target=babble, daemon=True).start()

def double(n):
    return None
""",
        halve="def halve(values):\n    threading.Event().wait(0.05)\n    return [0.0, 0.0]",
        stock=1,
    ),
    Attack(
        "fork-and-return",
        "threads and children left behind",
        "forks when called: both copies answer on the same channel",
        unsafe="two kernels then share one socket, and stock waits for either",
        double="import os\n\ndef double(n):\n    os.fork()\n    return 6 if n == 3 else None",
    ),
    Attack(
        "never-ends-at-exit",
        "infinite loops",
        "an exit handler, a destructor and a thread that never end",
        unsafe=SLOW,
        start="""
import atexit, signal, threading

def forever():
    while True:
        pass

atexit.register(forever)
threading.Thread(target=forever).start()
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
""",
    ),
    Attack(
        "loop-ignores-interrupts",
        "infinite loops",
        "a loop that catches every interrupt",
        unsafe=SLOW,
        double="""
def double(n):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
""",
    ),
    Attack(
        "loop-in-cell",
        "infinite loops",
        "a cell of its own never ends, with all signals ignored",
        unsafe=SLOW,
        start="""
import signal
for number in range(1, 32):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    pass
""",
    ),
    Attack(
        "loop-in-c",
        "infinite loops",
        "a regular expression that never ends, inside one call of C",
        unsafe=SLOW,
        double="import re\n\ndef double(n):\n    re.match('(a+)+$', 'a' * 60 + 'b')",
    ),
)
