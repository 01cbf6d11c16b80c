"""Attacks that talk to somebody. Only listeners of the tests' own are there to be reached, on this machine."""

from tests.attacks.attack import Attack


def talks(name: str, tries: str, family: str, address: str) -> Attack:
    """An attack that sends its name to a listener."""
    source = f"""
import socket

def tell():
    try:
        with socket.socket(socket.{family}) as line:
            line.settimeout(2)
            line.connect({address})
            line.sendall(b"{name}")
            print("sent")
    except (OSError, AttributeError) as error:
        print(type(error).__name__)

tell()
"""
    return Attack(
        name, "network and unix sockets", tries, reads=("network",), start=source, double="def double(n):\n    tell()"
    )


ATTACKS = (
    talks("tcp-loopback", "connects to a port of this machine", "AF_INET", '("127.0.0.1", @PORT@)'),
    talks("unix-socket", "connects to a unix socket in the class's folder", "AF_UNIX", '"@SOCKET@"'),
    talks("abstract-socket", "connects to a unix socket without a file", "AF_UNIX", '"\\0" + "@SOCKET@"'),
)
