"""A PostgreSQL server that lives for one test: on a socket in a folder of its own, with no port."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs. Debian keeps them off PATH."""
    places = [*(str(folder) for folder in reversed(PROGRAMS)), *os.environ["PATH"].split(os.pathsep)]
    found = shutil.which(name, path=os.pathsep.join(places))
    assert found, f"{name} is missing. On Debian: apt-get install postgresql"
    return found


@contextlib.contextmanager
def serve_postgres() -> Iterator[str]:
    """Give the address of a new and empty database."""
    # PostgreSQL refuses to run as root, and its own user cannot enter pytest's folders.
    who = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    rights = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if who else {}
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    server = None
    try:
        if who:
            os.chown(folder, who.pw_uid, who.pw_gid)
        data = folder / "data"
        made = subprocess.run(
            [program("initdb"), "-D", str(data), "-Ucourse", "-Atrust", "-EUTF8", "--no-locale", "--no-sync"],
            capture_output=True,
            text=True,
            cwd=folder,
            **rights,
        )
        assert made.returncode == 0, made.stderr
        server = subprocess.Popen(
            [program("postgres"), "-D", str(data), "-k", str(folder), "-c", "listen_addresses=", "-c", "fsync=off"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            **rights,
        )
        _wait_for(folder, server)
        yield f"postgresql://course@/postgres?host={folder}"
    finally:
        if server is not None:
            server.terminate()
            server.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(folder: Path, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(host=str(folder), user="course", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            assert server.poll() is None, "PostgreSQL does not start"
            assert time.monotonic() < until, "PostgreSQL does not answer"
            time.sleep(0.02)
