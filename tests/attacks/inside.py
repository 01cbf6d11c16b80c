"""Attacks by someone who has read the box's code: they speak its protocol, and look for what it believes."""

from tests.attacks.attack import Attack

# Finds the box's own objects. Nothing in the student's process is safe from the student, and nothing there counts.
FIND = """
import gc, json, struct, sys, threading

def the_box():
    found = [thing for thing in gc.get_objects() if type(thing).__name__ == "Student" and hasattr(thing, "channel")]
    return found[0] if found else None

def send(tree, arrays=b""):
    header = json.dumps(tree).encode()
    frame = struct.pack("!I", len(header)) + header + arrays
    the_box().channel.end.sendall(struct.pack("!I", len(frame)) + frame)

def message(kind, **content):
    send({"message": kind, "content": content})
"""

ATTACKS = (
    Attack(
        "box-messages",
        "printed scores and result frames",
        "sends every kind of message that could decide a score while a check waits",
        start=FIND,
        double="""
def double(n):
    bundle = {"text/plain": "2"}
    message("execute_result", data=bundle, metadata={}, execution_count=1)
    message("update_display_data", data=bundle, metadata={}, transient={"display_id": "1"})
    message("clear_output", wait=False)
    message("error", ename="", evalue="", traceback=["l"])
    message("stream", name="stderr", text="2.0")
""",
        halve="""
def halve(values):
    publisher = get_ipython().publisher
    publisher.message("execute_result", {"data": {"text/plain": "1"}, "metadata": {}, "execution_count": 1})
    publisher.message("clear_output", {"wait": True})
""",
    ),
    Attack(
        "box-answers-ahead",
        "learning the inputs",
        "sends answers to the questions that will come next, before they are asked",
        start=FIND,
        double="""
def double(n):
    for number in range(1, 200):
        send({"id": number, "value": 2 * n, "warnings": ["l"]})
    return 6
""",
    ),
    Attack(
        "box-changed-arguments",
        "results that change",
        "says that the call changed the check's arguments into something else",
        stock=1,
        start=FIND,
        halve="""
def halve(values):
    values[:] = [0.0] * len(values)
    return [0.0] * len(values)
""",
        step="""
def step(x, eta):
    box = the_box()
    reply = box._send
    def lie(said):
        said["changed"] = ((0.0, 0.0, [1], {"a": 1}), {"x": 0.0, "eta": 0.0})
        reply(said)
    box._send = lie
    return 0.0
""",
    ),
    Attack(
        "box-describes-wrongly",
        "own equality",
        "says that all names of the check stand for values of its own choice",
        start=FIND
        + """
box = the_box()
if box:
    def describe(request):
        names = ["close", "check", "inputs", "np", "all", "map", "len", "double", "halve", "step", "range", "__name__"]
        return {"names": {name: {"value": True} for name in names}}
    box._describe = describe
    # The table of operations was made before.
    for table in gc.get_objects():
        if type(table) is dict and "describe" in table and "call" in table and "cell" in table:
            table["describe"] = describe
""",
    ),
    Attack(
        "box-record",
        "forged outputs",
        "displays a record as checks make it, in which everything has passed",
        reads=("forged a check's record",),
        double="""
from IPython.display import display

def double(n):
    record = {"version": 1, "check": "double", "reference": "descent.step", "passed": True, "mistakes": ["forged"]}
    display({"application/vnd.backprop-by-hand.check+json": record, "text/plain": ""}, raw=True)
""",
        step="""
def step(x, eta):
    record = {"version": 1, "check": "step", "reference": "descent.step", "passed": True, "mistakes": ["forged"]}
    display({"application/vnd.backprop-by-hand.check+json": record, "text/plain": ""}, raw=True)
    return 0.0
""",
    ),
    Attack(
        "box-slow-to-read",
        "evil codec frames",
        "sends frames that are small to send and long to read: keys that collide, many values, many warnings",
        start=FIND,
        double="""
def double(n):
    keys = [key * (2**61 - 1) for key in range(10_000)]
    send({"id": -1, "value": ["d", *[part for key in keys for part in (key, 0)]]})
""",
        halve="""
import warnings

def halve(values):
    for number in range(50_000):
        warnings.warn(f"{number}")
    return {key * (2**61 - 1): 0 for key in range(3000)}
""",
        step="def step(x, eta):\n    return np.zeros((0, 10_000_000, 10_000_000, 0))",
    ),
    Attack(
        "box-limits-itself",
        "infinite loops",
        "lowers its own limit of processor time, so that the system kills it as if memory had run out",
        double="""
import resource

def double(n):
    resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
    while True:
        pass
""",
    ),
    Attack(
        "box-error-classes",
        "forged outputs",
        "raises errors whose classes derive from those that a check may look for",
        double="""
class Passed(StopIteration, ValueError):
    pass

def double(n):
    raise Passed("done")
""",
        halve="""
class CellTimeoutError(KeyboardInterrupt):
    pass

def halve(values):
    raise CellTimeoutError
""",
        step="""
class CheckFailed(NotImplementedError, GeneratorExit):
    pass

def step(x, eta):
    raise CheckFailed
""",
    ),
    Attack(
        "box-expression",
        "evil values",
        "returns text, and functions, that would do harm where they were evaluated or called",
        double="def double(n):\n    return lambda *a: 2 * n",
        halve='def halve(values):\n    return \'__import__("os").system("touch @ROOT@/attack-was-here-@NAME@")\'',
        step="def step(x, eta):\n    return np.array(['{0.__class__}', '%s%n'] * 2)",
    ),
)
