"""What keeps the tests' machine safe from its own attacks, should the box not hold."""

# An attack on processes asks this first: where it sees the processes of the class it does nothing, and says so.
GUARD = """
import os

def same_processes_as_the_class():
    try:
        same = os.readlink("/proc/self/ns/pid") == "@NAMESPACE@"
    except OSError:
        same = False
    if same or os.getpid() > 1000 or os.getuid() == 0 and os.getpid() > 100:
        print("attack-not-contained: it could see the processes of the class")
        return True
    return False
"""
