"""What is out with the workers: sent and brought back in groups, and nobody waits for long."""

from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from distributed.client import FutureCancelledError

from course.parallel import traffic
from course.parallel.submissions import Content, Submission
from course.parallel.traffic import Arrived, Job, Traffic
from course.parallel.worker import Outcome


class Slow:
    """What `Traffic` wants of a Dask client; a submission is done when the test says so."""

    def __init__(self) -> None:
        self.sent: list[list[str]] = []
        self.asked: list[int] = []
        self.cancelled: list[Future] = []
        self.futures: dict[str, Future] = {}

    def map(self, function: Any, keys: list[str], tasks: list[Any], pure: bool) -> list[Future]:
        assert keys == ["key"] * len(tasks)
        assert not pure
        futures = []
        for task in tasks:
            future: Future = Future()
            future.release = lambda: None  # type: ignore[attr-defined]
            self.futures[task.student] = future
            futures.append(future)
        self.sent.append([task.student for task in tasks])
        return futures

    def end(self, *students: str) -> None:
        for student in students:
            self.futures[student].set_result(Outcome(student, "failed", "no"))

    def gather(self, futures: list[Future]) -> list[Any]:
        self.asked.append(len(futures))
        return [future.result(timeout=0) for future in futures]

    def cancel(self, futures: list[Future], force: bool) -> None:
        assert force
        self.cancelled.extend(futures)


def job(student: str) -> Job:
    return Job(Submission(student, Path(student)), Content({}, "digest"), "found", ("notebook",), None)


@pytest.fixture
def client() -> Slow:
    return Slow()


@pytest.fixture
def out(client: Slow, monkeypatch: pytest.MonkeyPatch) -> Iterator[Traffic]:
    monkeypatch.setattr(traffic, "_LINGER_SECONDS", 3600.0)
    with Traffic(client, "key", places=None) as made:  # type: ignore[arg-type]
        yield made


def arrived(out: Traffic, count: int, now: bool = False) -> dict[str, Outcome]:
    """Return what has come for whom when `count` have: a thread brings them."""
    found: list[Arrived] = []
    while len(found) < count:
        found += out.take(now)
    return {one.job.submission.student: one.outcome for one in found}


def taken(out: Traffic, count: int, now: bool = False) -> list[str]:
    return sorted(arrived(out, count, now))


def test_jobs_go_out_in_groups_before_the_workers_run_out(out: Traffic, client: Slow) -> None:
    assert out.room(workers=2) == 12
    names = [f"s{number:02}" for number in range(12)]
    out.send([job(name) for name in names])
    assert client.sent == [names], "one message"
    assert out.room(workers=2) == 0
    client.end(*names[:5])
    assert out.room(workers=2) == 0, "seven for two workers are enough"
    client.end(names[5])
    assert out.room(workers=2) == 6, "that the six are not saved yet keeps no worker waiting"
    assert out.room(workers=0) == 0, "as for one"
    assert len(out) == 12
    client.end(*names[6:])
    taken(out, 12)
    assert len(out) == 0


def test_four_come_at_once_and_fewer_wait_for_others(out: Traffic, client: Slow) -> None:
    out.send([job(name) for name in "abcdefgh"])
    client.end(*"abc")
    assert out.take() == []
    assert client.asked == []
    client.end("d")
    assert taken(out, 4) == list("abcd")
    assert client.asked == [4], "one question for all"
    assert len(out) == 4


def test_many_come_in_parts(out: Traffic, client: Slow) -> None:
    names = [f"s{number:02}" for number in range(40)]
    out.send([job(name) for name in names])
    client.end(*names)
    assert taken(out, 40) == names
    assert sorted(client.asked) == [8, 16, 16]


def test_the_last_ones_do_not_wait(out: Traffic, client: Slow) -> None:
    out.send([job(name) for name in "ab"])
    client.end(*"ab")
    assert taken(out, 2) == ["a", "b"]


@pytest.mark.parametrize("why", ["asked", "waited"])
def test_one_that_is_done_does_not_wait_for_ever(
    out: Traffic, client: Slow, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out.send([job(name) for name in "abcdefgh"])
    client.end("c")
    assert out.take() == []
    if why == "waited":
        monkeypatch.setattr(traffic, "_LINGER_SECONDS", 0.0)
    assert taken(out, 1, now=why == "asked") == ["c"]


def test_a_run_that_stops_takes_what_is_graded(out: Traffic, client: Slow) -> None:
    out.send([job(name) for name in "abcdefgh"])
    client.end(*"cd")
    assert [one.outcome.student for one in out.take_rest()] == ["c", "d"]
    assert len(out) == 6


def test_one_that_has_no_outcome_keeps_back_no_other(out: Traffic, client: Slow) -> None:
    out.send([job(name) for name in "ab"])
    client.end("a")
    client.futures["b"].set_exception(ImportError("no course"))
    found = arrived(out, 2)
    assert found["a"].reason == "no"
    assert found["b"].kind == "stopped"
    assert "could not take b: ImportError: no course" in found["b"].reason


@pytest.mark.parametrize(("error", "kind"), [(OSError(28, "No space left"), "stopped"), (ValueError("x"), "failed")])
def test_one_whose_files_cannot_be_written_keeps_back_no_other(client: Slow, error: Exception, kind: str) -> None:
    class Full:
        def prepare(self, student: str, files: dict[str, bytes]) -> Any:
            raise error

    with Traffic(client, "key", Full()) as out:  # type: ignore[arg-type]
        out.send([job(name) for name in "ab"])
        client.futures["a"].set_result(Outcome("a", "graded", files={"x": b""}))
        client.end("b")
        found = arrived(out, 2)
    assert (found["a"].kind, found["b"].reason) == (kind, "no")


def test_where_saving_is_slow_no_more_is_sent(out: Traffic, client: Slow) -> None:
    sent = 0
    while (room := out.room(workers=2)) and sent < 600:
        names = [f"s{sent + at}" for at in range(room)]
        out.send([job(name) for name in names])
        client.end(*names)
        sent += room
    assert 12 < sent <= 60, "what nobody saves stays in memory"
    taken(out, sent)
    assert out.room(workers=2) == 12


def test_a_client_that_has_closed_is_left_in_peace(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Slow()
    monkeypatch.setattr(client, "cancel", lambda futures, force: 1 / 0)
    out = Traffic(client, "key", places=None)  # type: ignore[arg-type]
    with out:
        out.send([job("a")])
    assert len(out) == 1


def test_one_whose_scheduler_has_gone_stops_the_run(out: Traffic, client: Slow) -> None:
    out.send([job("a")])
    client.futures["a"].set_exception(FutureCancelledError("key", "scheduler-connection-lost"))
    assert arrived(out, 1)["a"] == Outcome("a", "stopped", "the Dask scheduler has gone.")


def test_what_is_out_at_the_end_is_given_up(client: Slow) -> None:
    with Traffic(client, "key", places=None) as out:  # type: ignore[arg-type]
        out.send([job(name) for name in "abc"])
        client.end("b")
        assert taken(out, 1, now=True) == ["b"]
    assert client.cancelled == [client.futures["a"], client.futures["c"]]
