"""What keeps the tests' machine safe from its own attacks, should the box not hold."""

# An attack on processes asks this first: where it could reach the processes of the class it does nothing, and says so.
# Signal 0 does nothing; it only says whether there is anybody that may be sent another one.
GUARD = """
import os

def could_reach_the_class():
    try:
        os.kill(-1, 0)
    except (PermissionError, ProcessLookupError):
        return False
    try:
        same = os.readlink("/proc/self/ns/pid") == "@NAMESPACE@"
    except OSError:
        same = False
    if same or os.getpid() > 100:
        print("attack-not-contained: it could signal the processes of the class")
        return True
    return False
"""
