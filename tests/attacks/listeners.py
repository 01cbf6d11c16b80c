"""Somebody to talk to: a port of the loopback, a unix socket with a file, and one without."""

import selectors
import socket
import threading
from pathlib import Path
from types import TracebackType


class Listeners:
    """Listens while it is open; `heard` has what was said, which is the names of attacks."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.heard: set[str] = set()
        tcp = socket.create_server(("127.0.0.1", 0))
        self.port: int = tcp.getsockname()[1]
        self._lines = [tcp]
        for address in (str(path), f"\0{path}"):
            line = socket.socket(socket.AF_UNIX)
            line.bind(address)
            line.listen()
            self._lines.append(line)
        self._stop, self._stopped = socket.socketpair()
        self._thread = threading.Thread(target=self._listen)

    def __enter__(self) -> "Listeners":
        self.path.chmod(0o777)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._stop.close()
        self._thread.join()
        for line in (*self._lines, self._stopped):
            line.close()

    def _listen(self) -> None:
        with selectors.DefaultSelector() as ready:
            for line in (*self._lines, self._stopped):
                ready.register(line, selectors.EVENT_READ)
            while True:
                for key, _ in ready.select():
                    if key.fileobj is self._stopped:
                        return
                    assert isinstance(key.fileobj, socket.socket)
                    with key.fileobj.accept()[0] as caller:
                        caller.settimeout(5)
                        self.heard.add(caller.recv(100).decode("ascii", "replace"))
