"""`nbgrader zip_collect` with what learning platforms, browsers and students make of file names."""

import io
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from nbgrader.apps.zipcollectapp import ZipCollectApp
from nbgrader.coursedir import CourseDirectory

from tests.grading_class import LESSON, ROOT, SmallCourse, right_answers

FILE = f"{LESSON}.ipynb"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    return SmallCourse(tmp_path_factory.mktemp("course"))


class Download:
    """A class's folder, into which things are downloaded."""

    def __init__(self, root: Path, released: SmallCourse) -> None:
        self.root, self._notebook = root, right_answers(released.released)
        shutil.copy(ROOT / "nbgrader_config.py", root)
        shutil.copytree(released.root / "release", root / "release")
        self.archive = root / "downloaded" / LESSON / "archive"
        self.archive.mkdir(parents=True)
        self.log = ""

    def notebook(self, mark: str) -> bytes:
        """Return a right notebook with a mark in it, by which it is known again."""
        self._notebook.metadata.mark = mark
        return json.dumps(self._notebook).encode()

    def content(self, name: str) -> bytes:
        return self.notebook(name) if ".ipynb" in name else b"something"

    def put(self, *names: str, outer: str = "", content: bytes | None = None) -> None:
        """Put files into the archive folder, or into a zip there; a notebook's mark is its name."""
        files = {name: self.content(name) if content is None else content for name in names}
        if outer:
            (self.archive / outer).write_bytes(packed(files))
            return
        for name, text in files.items():
            (self.archive / name).parent.mkdir(parents=True, exist_ok=True)
            (self.archive / name).write_bytes(text)

    def collect(self, *options: str) -> int:
        """Run the command as it is run in a terminal, in this process; returns its status."""
        config = SmallCourse(self.root).config
        app = ZipCollectApp(config=config)
        app.log_level = "INFO"
        stream = io.StringIO()
        app.log.handlers[0].setStream(stream)
        app.coursedir = CourseDirectory(config=config)
        app.coursedir.assignment_id = LESSON
        if "--force" in options:
            app.force = app.config.ExtractorPlugin.force = True
        try:
            app.init_plugins()
            app.extract_archive_files()
            app.process_extracted_files()
        except SystemExit as ended:
            return int(ended.code or 0)
        finally:
            self.log = stream.getvalue()
        return 0

    def marks(self) -> dict[str, str]:
        """Return which notebook each student has handed in."""
        found = sorted((self.root / "submitted").glob(f"*/{LESSON}/{FILE}"))
        return {path.parts[-3]: json.loads(path.read_text())["metadata"]["mark"] for path in found}

    def time(self, student: str) -> str:
        path = self.root / "submitted" / student / LESSON / "timestamp.txt"
        return path.read_text() if path.exists() else ""


def packed(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return stream.getvalue()


@pytest.fixture
def download(tmp_path: Path, released: SmallCourse) -> Download:
    return Download(tmp_path, released)


MOODLE = "_assignsubmission_file_"
# The platform's own outer zip, and for each name in it the student whose notebook it is: "" for what is not collected.
PLATFORMS: dict[str, tuple[str, dict[str, str]]] = {
    "canvas": (
        "submissions.zip",
        {
            f"lovelaceada_101_9001_{FILE}": "101",
            f"hoppergrace_LATE_102_9002_{FILE}": "102",
            f"turingalan_103_9003_{LESSON}-1.ipynb": "103",
            f"zhangwei_104_9004_{FILE}": "104",
            f"zhangwei_105_9005_{FILE}": "105",
        },
    ),
    "canvas, anonymous": (
        "cs1-lesson_1_submissions.zip",
        {f"anon_Ab3dE_9001_{FILE}": "anon_Ab3dE", f"LATE_anon_xY9zQ_9002_{FILE}": "anon_xY9zQ"},
    ),
    "canvas, two files of one submission": (
        "submissions.zip",
        {
            f"ada_101_9001_{FILE}": "101",
            f"ada_101_9002_{LESSON}-Copy1.ipynb": "",
            f"bob_102_9003_{LESSON}-2.ipynb": "102",
        },
    ),
    "moodle, flat": (
        "CS1-Lesson 1-777.zip",
        {
            f"Ada Lovelace_2001{MOODLE}{FILE}": "2001",
            f"Wei Zhang_2002{MOODLE}{FILE}": "2002",
            f"Wei Zhang_2003{MOODLE}{FILE}": "2003",
        },
    ),
    "moodle, folders": (
        "CS1-Lesson 1-777.zip",
        {
            f"Ada Lovelace_2001{MOODLE}/{FILE}": "2001",
            f"Ada Lovelace_2001{MOODLE}/old/{LESSON}-Copy1.ipynb": "",
            "Ada Lovelace_2001_assignsubmission_onlinetext_/onlinetext.html": "",
            f"Wei Zhang_2002{MOODLE}/{LESSON} (1).ipynb": "2002",
            f"Wei Zhang_2002{MOODLE}/{FILE}": "",
            f"Wei Zhang_2003_assignsubmission_file/{FILE}": "2003",
        },
    ),
    "blackboard": (
        "gradebook_CS1_Lesson_2026-11-21-10-00-00.zip",
        {
            f"Lesson 1_ada12_attempt_2026-11-20-10-00-00_{FILE}": "",
            f"Lesson 1_ada12_attempt_2026-11-20-12-00-00_{FILE}": "ada12",
            f"Lesson 1_bob34_poging_2026-11-20-11-00-00_{FILE}": "bob34",
            "Lesson 1_ada12_attempt_2026-11-20-10-00-00.txt": "",
        },
    ),
    "brightspace": (
        "Lesson 1 Download Nov 21, 2026 0900 AM.zip",
        {
            f"1234-5678 - Ada Lovelace - Nov 20, 2026 1000 AM/{FILE}": "",
            f"1234-5678 - Ada Lovelace - Nov 20, 2026 1200 PM/{FILE}": "1234",
            f"2345-6789 - Bob Byte - Nov 20, 2026 1000 AM/{FILE}": "2345",
            f"27236-46025 - 23304308 Angood - 05 March 2026 612 PM/{FILE}": "23304308",
            "index.html": "",
        },
    ),
    "brightspace, flat": (
        "Lesson 1.zip",
        {f"1234-5678 - Ada Lovelace - Nov 20, 2026 1000 AM - {FILE}": "1234", "index.html": ""},
    ),
}


@pytest.mark.parametrize("unpacked", [False, True], ids=["in its zip", "unpacked"])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_each_student_of_a_platform_is_collected(download: Download, platform: str, unpacked: bool) -> None:
    outer, names = PLATFORMS[platform]
    download.put(*names, outer="" if unpacked else outer)
    assert download.collect() == 0, download.log
    assert download.marks() == {student: name for name, student in names.items() if student}


def test_names_of_browsers_and_students(download: Download) -> None:
    names = [
        f"ada_{LESSON} (1).ipynb",
        f"bob_{LESSON}-Copy1.ipynb",
        f"eve_{FILE}.txt",
        "mia_01-small.ipynb",
        f"leo_Copy of {FILE}",
        f"max_my work {LESSON} final.ipynb",
        f"zoe_{FILE}",
        f"zoe_{LESSON} (2).ipynb",
    ]
    download.put(*names)
    assert download.collect() == 0, download.log
    right = {name.partition("_")[0]: name for name in names}
    assert download.marks() == right
    assert f"Collected max: my work {LESSON} final.ipynb taken for {FILE}" in download.log


def test_students_zips(download: Download) -> None:
    for outer, name in (
        ("ada.zip", FILE),
        ("ada (1).zip", f"homework/{FILE}"),
        ("bob_123_assignment.zip", f"__MACOSX/._{FILE}"),
        ("Wei Zhang.zip", f"work/my {LESSON}.ipynb"),
    ):
        download.put(name, outer=outer)
    download.put(f"x/{FILE}", outer="bob_123_assignment.zip")
    with tarfile.open(download.archive / "tom.tar.gz", "w:gz") as tar:
        info = tarfile.TarInfo(FILE)
        info.size = len(download.notebook("tape"))
        tar.addfile(info, io.BytesIO(download.notebook("tape")))
    assert download.collect() == 0, download.log
    assert download.marks() == {
        "ada": f"homework/{FILE}",
        "bob": f"x/{FILE}",
        "Wei Zhang": f"work/my {LESSON}.ipynb",
        "tom": "tape",
    }


def test_zips_in_the_platforms_zip(download: Download) -> None:
    inner = packed({f"my folder/{FILE}": download.notebook("inner")})
    files = {"ada_101_9001_work.zip": inner, f"bob_102_9002_{FILE}": download.notebook("bob")}
    (download.archive / "submissions.zip").write_bytes(packed(files))
    (download.archive / "class.zip").write_bytes(
        packed({"cy.zip": packed({FILE: download.notebook("cy")}), "dee.zip": packed({FILE: download.notebook("dee")})})
    )
    assert download.collect() == 0, download.log
    assert download.marks() == {"101": "inner", "102": "bob", "cy": "cy", "dee": "dee"}


def test_who_cannot_be_told_apart_is_named_and_the_others_are_collected(download: Download) -> None:
    download.put(f"ada_{FILE}")
    download.put(FILE, f"Copy of {FILE}")  # whose?
    download.put(f"old/{FILE}", f"new/{FILE}", outer="bob.zip")  # which?
    download.put("answer one.ipynb", "answer two.ipynb", outer="cy.zip")  # by their cells: which?
    download.put(f"x_7_1_{FILE}", f"y_7_2_{FILE}")  # one number, two names
    download.put("essay.pdf", outer=f"Dee Dee_2001{MOODLE}.zip")  # nothing to grade
    assert download.collect() == 1
    assert download.marks() == {"ada": f"ada_{FILE}"}
    for sentence in (
        f"Not collected: {FILE} does not say whose it is.",
        f"Not collected: Copy of {FILE} does not say whose it is.",
        f"bob: it cannot be told which is the last of bob.zip/new/{FILE} and bob.zip/old/{FILE}.",
        "cy.zip may be one student's or a class's",
        "7 stands for 2 names: x, y",
        f"2001 (Dee Dee) handed in no notebook of {LESSON} that can be read",
        "1 collected, 6 left out: see above.",
    ):
        assert sentence in download.log


def test_a_stray_file_in_a_platforms_zip_is_nobodys(download: Download) -> None:
    download.put(f"ada_101_9001_{FILE}", FILE, "readme.md", outer="submissions.zip")
    assert download.collect() == 1
    assert download.marks() == {"101": f"ada_101_9001_{FILE}"}
    assert f"Not collected: submissions.zip/{FILE} does not say whose it is" in download.log


def test_a_broken_archive_is_named(download: Download) -> None:
    download.put(f"ada_{FILE}")
    (download.archive / "bob.zip").write_bytes(b"PK\x03\x04 no zip")
    (download.archive / "cy.rar").write_bytes(b"Rar!")
    (download.archive / "dee.zip").symlink_to("/etc/passwd")
    assert download.collect() == 1
    assert set(download.marks()) == {"ada"}
    for words in ("bob.zip cannot be read", "cy.rar is packed in a way", "dee.zip is no ordinary file"):
        assert words in download.log


def test_nothing_is_written_outside(download: Download) -> None:
    download.put(f"../../../../{FILE}", outer="ada.zip")
    download.put(f"C:\\..\\{FILE}", outer="bob.zip")
    download.put(f"_101_9001_{FILE}", f"a_.._9001_{FILE}")
    before = {path for path in download.root.rglob("*") if path.is_file()}
    download.collect()
    after = {path for path in download.root.rglob("*") if path.is_file()} - before
    assert {path.relative_to(download.root).parts[0] for path in after} <= {"submitted", "downloaded"}
    assert {"ada", "bob"} <= set(download.marks())


def test_a_zip_that_lies_about_its_size_is_bounded(download: Download, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course.collect.archives.MAX_MEGABYTES", 1)
    download.put(f"ada_{FILE}")
    download.put(FILE, outer="bob.zip", content=b"0" * 2_000_000)
    assert download.collect() == 1
    assert set(download.marks()) == {"ada"}
    assert "has 2 MB, and 1 are allowed" in download.log


def test_a_later_attempt_without_a_notebook_is_said(download: Download) -> None:
    early, late = (f"Lesson 1_ada12_attempt_2026-11-20-1{hour}-00-00" for hour in "02")
    download.put(f"{early}_{FILE}", f"{late}_notes.pdf", f"{late}.txt", outer="gradebook.zip")
    assert download.collect() == 0, download.log
    assert download.marks() == {"ada12": f"{early}_{FILE}"}
    assert "there is a later attempt, without a notebook" in download.log


def test_a_login_with_a_line_in_it_is_in_blackboards_page(download: Download) -> None:
    for login in ("ada_l", "bob_l"):
        before = f"01_small_{login}_attempt_2026-11-20-10-00-00"
        download.put(f"{before}_{FILE}")
        download.put(f"{before}.txt", content=f"Name: Some Body ({login})\r\nAssignment: 01_small\r\n".encode())
    assert download.collect() == 0, download.log
    assert set(download.marks()) == {"ada_l", "bob_l"}


def test_the_platforms_time_is_kept_in_the_zone_of_the_exchange(download: Download) -> None:
    download.put(f"L_ada_attempt_2026-11-20-10-00-00_{FILE}", f"bob_{FILE}")
    with (download.root / "nbgrader_config.py").open("a") as config:
        config.write('c.Exchange.timezone = "America/Sao_Paulo"\n')
    assert download.collect() == 0, download.log
    assert download.time("ada") == "2026-11-20 13:00:00.000000 UTC"
    assert download.time("bob") == ""


def test_a_second_download_takes_the_place_of_the_first_with_force(download: Download) -> None:
    download.put(f"ada_101_9001_{FILE}", outer="submissions.zip")
    assert download.collect() == 0, download.log
    download.put(f"ada_101_9005_{LESSON}-1.ipynb", outer="submissions (1).zip")
    assert download.collect("--force") == 0, download.log
    assert download.marks() == {"101": f"ada_101_9005_{LESSON}-1.ipynb"}
    assert "the last of 2 attempts" in download.log


def test_what_was_handed_in_another_way_is_kept_without_force(download: Download) -> None:
    there = download.root / "submitted" / "ada" / LESSON
    there.mkdir(parents=True)
    (there / FILE).write_bytes(download.notebook("there"))
    download.put(f"ada_{FILE}", f"bob_{FILE}")
    assert download.collect() == 1
    assert download.marks() == {"ada": "there", "bob": f"bob_{FILE}"}
    assert "ada has handed in something already" in download.log


def test_with_nothing_to_collect_it_says_where_to_put_it(download: Download) -> None:
    assert download.collect() == 1
    assert f"put what the platform gives into downloaded/{LESSON}/archive" in download.log


def test_a_lone_checkpoint_and_a_lone_txt_are_taken_and_said(download: Download) -> None:
    download.put(f".ipynb_checkpoints/{LESSON}-checkpoint.ipynb", outer="ada.zip")
    download.put(f"{LESSON}.txt", outer="bob.zip", content=download.notebook("text"))
    download.put(FILE, f".ipynb_checkpoints/{LESSON}-checkpoint.ipynb", outer="cy.zip")
    assert download.collect() == 0, download.log
    assert download.marks() == {
        "ada": f".ipynb_checkpoints/{LESSON}-checkpoint.ipynb",
        "bob": "text",
        "cy": FILE,
    }
    assert f"{LESSON}.txt taken for {FILE}" in download.log


def test_the_command_itself_ends_with_its_status(download: Download) -> None:
    download.put(*PLATFORMS["canvas"][1], outer="submissions.zip")
    download.put("unknown.ipynb")
    command = [sys.executable, "-m", "nbgrader", "zip_collect", LESSON]
    environment = {
        "PYTHONPATH": str(ROOT),
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": str(download.root),
    }
    done = subprocess.run(command, cwd=download.root, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert set(download.marks()) == {"101", "102", "103", "104", "105"}
    assert "Collected 101 (lovelaceada)" in done.stderr
    assert "unknown.ipynb does not say whose it is" in done.stderr
    assert "Traceback" not in done.stderr
