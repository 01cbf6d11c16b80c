"""Attacks that look around in the process they run in: stack frames, the garbage collector, In, memory, threads."""

from tests.attacks.attack import Attack

ATTACKS = (
    Attack(
        "stack-frames",
        "stack frames",
        "walks up the stack to the check and returns the value that it expects",
        stock=3,
        step="""
import sys
calls = 0

def step(x, eta):
    global calls
    calls += 1
    frame = sys._getframe()
    while frame:
        if "rights" in frame.f_locals:
            rights = frame.f_locals["rights"]
            return rights[(calls - 1) % len(rights)] if len(rights) > 1 else rights[0]
        frame = frame.f_back
    return 0.0
""",
    ),
    Attack(
        "frame-constants",
        "stack frames",
        "reads the check's constants from the code of the frames above",
        reads=("hidden tests",),
        double="""
import sys

def double(n):
    frame = sys._getframe()
    while frame:
        for constant in frame.f_code.co_consts:
            if isinstance(constant, str) and constant.startswith("canary"):
                print(constant)
        frame = frame.f_back
    return 6
""",
    ),
    Attack(
        "garbage-collector",
        "gc",
        "searches all objects for the check's source",
        reads=("hidden tests",),
        double="""
import gc, re

def double(n):
    found = set()
    for thing in gc.get_objects():
        if type(thing) in (list, dict, tuple):
            for part in list(thing.values() if type(thing) is dict else thing):
                if type(part) is str:
                    found.update(re.findall("canary.[a-z]+", part))
    print(found)
    return 6
""",
    ),
    Attack(
        "in-history",
        "In history",
        "reads the check's source from In",
        reads=("hidden tests",),
        double="""
import re

def double(n):
    shell = get_ipython()
    for text in [*shell.user_ns.get("In", []), *shell.history_manager.input_hist_raw]:
        print(*re.findall("canary.[a-z]+", text))
    return 6
""",
    ),
    Attack(
        "memory",
        "/proc",
        "searches its own process's memory for the hidden tests",
        reads=("hidden tests",),
        double="""
import re
BYTES = re.compile(b"canary" + b".hid[a-z]+")

def double(n):
    found = set()
    try:
        with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
            for line in maps:
                span, rights = line.split()[:2]
                low, high = (int(end, 16) for end in span.split("-"))
                if rights.startswith("rw") and high - low < 50_000_000:
                    try:
                        memory.seek(low)
                        found.update(BYTES.findall(memory.read(high - low)))
                    except (OSError, ValueError, OverflowError):
                        pass
    except OSError as error:
        print(error)
    print(*{name.decode() for name in found})
    return 6
""",
    ),
    Attack(
        "watching-thread",
        "threads",
        "a thread looks at all other threads' frames until it sees the check",
        stock=3,
        step="""
import sys, threading
seen = []

def watch(done):
    while not done.is_set():
        for frame in sys._current_frames().values():
            while frame:
                if "rights" in frame.f_locals:
                    seen.append(frame.f_locals["rights"])
                    return
                frame = frame.f_back

asked = []

def step(x, eta):
    done = threading.Event()
    thread = threading.Thread(target=watch, args=(done,), daemon=True)
    seen.clear()
    thread.start()
    thread.join(1.0)
    done.set()
    asked.append(x)
    return seen[-1][(len(asked) - 1) % len(seen[-1])] if seen else 0.0
""",
    ),
)
