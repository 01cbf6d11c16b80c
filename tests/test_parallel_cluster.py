"""`course grade` as a command, with real workers: killed, poisoned, interrupted, and far away over TLS."""

import gc
import os
import shutil
import signal
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from course.parallel.cluster import open_cluster
from tests.cluster import Cluster, start_cluster
from tests.grading_class import LESSON, SmallCourse, find
from tests.kill_grading import Grading, count_saved, kill_and_go_on, make_class
from tests.parallel_class import changed, grade_here, state

ROOT = Path(__file__).resolve().parent.parent


class Poison(NbGraderPreprocessor):
    """Stands for a submission that ends the process which reads it."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        if "poison" in find(nb, "why").source:
            os.kill(os.getpid(), signal.SIGKILL)
        return nb, resources


@pytest.fixture
def course(tmp_path: Path) -> SmallCourse:
    return make_class(tmp_path, 6)


@pytest.mark.slow
def test_a_run_that_is_killed_goes_on_where_it_was_and_leaves_no_process(tmp_path: Path) -> None:
    course = make_class(tmp_path, 16)
    calm = tmp_path / "calm"
    shutil.copytree(course.root, calm, ignore=shutil.ignore_patterns("calm"))
    grade_here(calm)
    said, before = kill_and_go_on(course.root, "coordinator", saved=2)
    assert 2 <= before < 16
    assert (said["status"], said["skipped"], said["needs_person"]) == (0, before, 16 - before)
    assert state(course.root) == state(calm)


@pytest.mark.slow
def test_a_poisoned_submission_fails_alone_and_its_worker_comes_back(course: SmallCourse) -> None:
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write('c.Autograde.autograde_preprocessors.insert(0, "tests.test_parallel_cluster.Poison")\n')
    course.hand_in("s01", lambda nb: setattr(find(nb, "why"), "source", "poison"))
    said = Grading(course.root, ("--workers", "1")).end()
    assert said["status"] == 1, said
    assert [one["student"] for one in said["failed"]] == ["s01"]
    assert "killed while grading it" in said["failed"][0]["reason"]
    assert (said["needs_person"], count_saved(course.root)) == (5, 5)


@pytest.mark.slow
def test_ctrl_c_stops_within_five_seconds_and_says_what_is_saved(course: SmallCourse) -> None:
    for number in range(1, 6):
        course.hand_in(f"s{number:02}", changed("double", "while True:\n    pass"))
    run = Grading(course.root, ("--workers", "1"))
    run.wait_for(1)
    started = time.monotonic()
    os.killpg(run.process.pid, signal.SIGINT)  # as a terminal does, to the workers too
    said = run.end()
    assert time.monotonic() - started < 5
    assert (said["status"], said["stopped"], said["needs_person"]) == (130, True, 1), said
    assert not run.left_over()
    assert not list(run.temporary.glob("course-*"))


def grade_on(cluster: Cluster, course: SmallCourse, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    words = ["-m", "course", "grade", LESSON, "--scheduler", cluster.address]
    return subprocess.run(
        [sys.executable, *words], cwd=course.root, env=environment, capture_output=True, text=True, timeout=300
    )


@pytest.mark.slow
def test_a_cluster_over_tls_grades_the_same_and_one_with_other_helpers_is_refused(
    course: SmallCourse, tmp_path: Path
) -> None:
    calm, folder, other = tmp_path / "calm", tmp_path / "cluster", tmp_path / "other"
    shutil.copytree(course.root, calm, ignore=shutil.ignore_patterns("calm"))
    grade_here(calm)
    folder.mkdir()
    for package in ("course", "helpers"):
        shutil.copytree(ROOT / package, other / package)
    with (other / "helpers" / "__init__.py").open("a") as file:
        file.write("\n# another version\n")
    with start_cluster(folder, workers=2) as cluster:
        outside = grade_on(cluster, course, dict(os.environ))
        assert outside.returncode == 2
        assert f"no Dask scheduler answers at {cluster.address}" in outside.stderr
        done = grade_on(cluster, course, cluster.environment)
        assert done.returncode == 0, done.stderr
        assert "2 workers" in done.stdout
        assert state(course.root) == state(calm)
        cluster.add_worker(import_from=other)
        course.hand_in("zoe")
        refused = grade_on(cluster, course, cluster.environment)
        assert refused.returncode == 2
        assert "would grade otherwise: helpers is" in refused.stderr
        assert "course is" not in refused.stderr
        assert not course.is_graded("zoe")


@pytest.mark.slow
def test_a_worker_that_is_killed_while_it_starts_is_replaced(course: SmallCourse) -> None:
    run = Grading(course.root, ("--workers", "1"))
    killed = run.wait_for(0, "worker")
    os.kill(killed[0], signal.SIGKILL)
    said = run.end()
    assert (said["status"], said.get("needs_person")) == (0, 6), said
    assert not run.left_over()


@pytest.mark.slow
def test_memory_does_not_grow_with_the_submissions_that_went_through() -> None:
    size = 100_000
    with open_cluster(1, None) as client:
        client.submit(len, bytes(size)).result()
        gc.collect()
        tracemalloc.start()
        try:
            for number in range(100):
                assert client.submit(len, bytes([number]) * size, pure=False).result() == size
            gc.collect()
            kept = tracemalloc.get_traced_memory()[0] / size
        finally:
            tracemalloc.stop()
    assert kept < 50, f"as much as {kept:.0f} of 100 submissions is still in memory"


@pytest.mark.slow
def test_scheduler_and_workers_are_reached_with_a_certificate_only() -> None:
    with open_cluster(1, None) as client:
        (worker,) = client.scheduler_info()["workers"]
        reached = {client.scheduler.address.split(":")[0], worker.split(":")[0]}
        seen_by_worker = client.run(lambda dask_worker: dask_worker.scheduler.address.split(":")[0])
    assert reached == {"tls"}
    assert set(seen_by_worker.values()) == {"tls"}
