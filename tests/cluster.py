"""A Dask cluster of processes of its own, over TLS on the loopback, with certificates that live for one test."""

import contextlib
import datetime
import ipaddress
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LONGEST = 120.0


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Return the files of a certificate that vouches for itself, and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a cluster for a test")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, *private))
    return folder / "cert.pem", folder / "key.pem"


class Cluster:
    """A scheduler, and workers that are added one by one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.processes = folder, []
        certificate, key = make_certificate(folder)
        tls = {"CA_FILE": certificate}
        for role in ("SCHEDULER", "WORKER", "CLIENT"):
            tls |= {f"{role}__CERT": certificate, f"{role}__KEY": key}
        settings = {f"DASK_DISTRIBUTED__COMM__TLS__{name}": str(path) for name, path in tls.items()}
        self.environment = {**os.environ, **settings, "DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "true"}
        written = folder / "scheduler.json"
        self._start(
            "scheduler", ["--protocol", "tls", "--port", "0", "--no-dashboard", "--scheduler-file", str(written)]
        )
        self._wait_for(lambda: written.exists() and written.read_text().endswith("}"))
        self.address = str(json.loads(written.read_text())["address"])

    def add_worker(self, import_from: Path | None = None) -> None:
        """Start one more, and wait until it says that it is registered."""
        log = self.folder / f"worker-{len(self.processes)}.txt"
        words = [self.address, "--no-nanny", "--nthreads", "1", "--no-dashboard", "--local-directory", str(self.folder)]
        self._start("worker", words, log, import_from)
        self._wait_for(lambda: "Registered to" in log.read_text())

    def close(self) -> None:
        """End all of it, the scheduler last: a worker that loses it first goes on looking for it."""
        scheduler, *workers = self.processes
        for group in (workers, [scheduler]):
            for process in group:
                process.terminate()
            for process in group:
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def _start(self, what: str, words: list[str], log: Path | None = None, import_from: Path | None = None) -> None:
        environment = self.environment
        if import_from is not None:
            environment = {**environment, "PYTHONPATH": str(import_from)}
        with open(log or self.folder / f"{what}.txt", "w") as file:
            self.processes.append(
                subprocess.Popen(
                    [sys.executable, "-P", "-m", f"distributed.cli.dask_{what}", "--host", "127.0.0.1", *words],
                    stdout=file,
                    stderr=file,
                    env=environment,
                    cwd=self.folder,
                )
            )

    def _wait_for(self, happened: Callable[[], bool]) -> None:
        until = time.monotonic() + LONGEST
        while not happened():
            ended = [process.args for process in self.processes if process.poll() is not None]
            assert not ended, f"ended: {ended}; {[log.read_text()[-500:] for log in self.folder.glob('*.txt')]}"
            assert time.monotonic() < until, [log.read_text()[-500:] for log in self.folder.glob("*.txt")]
            time.sleep(0.05)


@contextlib.contextmanager
def start_cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """Give a cluster; it ends with the context."""
    cluster = Cluster(folder)
    try:
        for _ in range(workers):
            cluster.add_worker()
        yield cluster
    finally:
        cluster.close()
