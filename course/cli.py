"""The command `course`. Every command lives in a module of its own; here are only names and options.

Modules are imported when their command runs: `course lab` must not wait for nbgrader, and it must work
where the instructor's extra is not installed.
"""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

import course
from course.errors import CourseError
from course.terminal import use_terminal

# A module of these that is missing is a fault of ours.
OWN = ("course", "helpers")

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Backprop by Hand.")

Lessons = Annotated[list[str] | None, typer.Argument(help="Names such as 01_descent. All lessons when left out.")]
Lesson = Annotated[str, typer.Argument(help="For example 01_descent")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


@app.command()
def build(
    lessons: Lessons = None,
    force: Annotated[bool, typer.Option(help="Overwrite generated notebooks that were edited by hand.")] = False,
) -> None:
    """Turn lesson texts into source/ and release/."""
    from course.build import build_lessons

    build_lessons(lessons or [], force=force)


@app.command()
def audit(
    lessons: Lessons = None,
    as_json: Json = False,
    confusion: Annotated[bool, typer.Option("--confusion", help="Count how well the mistakes are named.")] = False,
) -> None:
    """Grade every known answer and compare with the cells it should lose."""
    from course.audit.audit import audit_lessons

    raise typer.Exit(audit_lessons(lessons or [], as_json=as_json, confused=confusion))


@app.command()
def lab(
    directory: Annotated[Path, typer.Argument(help="Where your notebooks live.")] = Path("work"),
    open_lab: Annotated[bool, typer.Option("--open/--no-open", help="Start JupyterLab there.")] = True,
) -> None:
    """Copy the lessons into a folder of yours and open JupyterLab there."""
    from course.lab import open_lessons

    raise typer.Exit(open_lessons(directory, start=open_lab))


@app.command()
def check(
    notebook: Annotated[
        Path | None,
        typer.Argument(help="A notebook, a lesson such as 01, or a folder of lessons. All when left out."),
    ] = None,
) -> None:
    """Run a notebook from top to bottom and say which checks pass. Ends with 0 only if all do.

    Of several lessons it says one line each, and what comes next.
    """
    from course.check.check import check as run_check

    raise typer.Exit(run_check(notebook, course.STARTED))


@app.command()
def report(lesson: Lesson, as_json: Json = False) -> None:
    """Show a class: student by exercise, what went wrong where, and submissions that need a person."""
    from course.results.report import report_lesson

    raise typer.Exit(report_lesson(lesson, as_json=as_json))


@app.command()
def mistakes(
    lesson: Lesson,
    as_json: Json = False,
    html: Annotated[Path | None, typer.Option(help="Write a page with the table and the picture.")] = None,
    png: Annotated[Path | None, typer.Option(help="Write the picture: mistakes by exercises.")] = None,
    rematch: Annotated[
        bool, typer.Option("--rematch", help="Name the recorded answers anew, by today's catalogue. Runs none of them.")
    ] = False,
) -> None:
    """Show which mistakes a class made, how often, and who."""
    from course.results.mistakes import show_mistakes

    raise typer.Exit(show_mistakes(lesson, as_json=as_json, html=html, png=png, rematch=rematch))


@app.command()
def export(
    lessons: Lessons = None,
    to: Annotated[str, typer.Option(help="canvas or moodle")] = "canvas",
    output: Annotated[Path | None, typer.Option(help="The file; canvas.csv or moodle.csv when left out.")] = None,
    roster: Annotated[
        Path | None, typer.Option(help="A CSV that the platform exported: what it calls students and lessons.")
    ] = None,
    by: Annotated[str, typer.Option(help="What Moodle identifies users by: username, idnumber or email.")] = "username",
    partial: Annotated[bool, typer.Option("--partial", help="Write scores that are not final too.")] = False,
    zeros: Annotated[bool, typer.Option("--zeros", help="Write 0 for those who handed in nothing.")] = False,
) -> None:
    """Write a class's scores as a CSV that Canvas or Moodle imports."""
    from course.results.export.command import export_lessons

    raise typer.Exit(export_lessons(lessons or [], to, output, roster, by, partial=partial, zeros=zeros))


@app.command()
def site(
    output: Annotated[Path, typer.Option(help="The folder for the pages.")] = Path("site"),
    open_it: Annotated[bool, typer.Option("--open", help="Open it in a browser.")] = False,
) -> None:
    """Make pages of the released lessons to read: no server, no kernel, no network, no answers."""
    from course.pages.site.build import make_site

    raise typer.Exit(make_site(output, open_it))


@app.command()
def grade(
    lesson: Lesson,
    student: Annotated[
        list[str] | None, typer.Option(help="Grade only this student, or a pattern such as 'a*'. May be repeated.")
    ] = None,
    workers: Annotated[int | None, typer.Option(help="How many work at once on this machine; one a core.")] = None,
    scheduler: Annotated[str | None, typer.Option(help="Use the Dask cluster at this address instead.")] = None,
    db: Annotated[
        str | None, typer.Option(help="The gradebook's address, such as postgresql://user@host/name.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Grade unchanged submissions again too.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on: grade what comes in, until Ctrl-C.")] = False,
    as_json: Json = False,
) -> None:
    """Grade a class in parallel. What is saved already is skipped, so the same command goes on after a stop.

    Ends with 0 when all is graded or waits for a person, 1 when some could not be graded, 2 when it could not work, and
    130 after Ctrl-C.
    """
    from course.parallel.command import grade_lesson

    status = grade_lesson(
        lesson,
        tuple(student or ()),
        workers=workers,
        scheduler=scheduler,
        db_url=db,
        force=force,
        watch=watch,
        as_json=as_json,
    )
    raise typer.Exit(status)


@app.command()
def feedback(
    lesson: Lesson,
    student: Annotated[list[str] | None, typer.Option(help="Only this student; may be given more than once.")] = None,
    workers: Annotated[int | None, typer.Option(help="How many processes. One for each core when left out.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Make unchanged pages anew too.")] = False,
) -> None:
    """Write a class's feedback pages, as `nbgrader generate_feedback` does, in parallel."""
    from course.feedback.command import make_feedback

    raise typer.Exit(make_feedback(lesson, student or [], workers, force))


@app.command()
def doctor() -> None:
    """Say what this machine offers to run students' code safely, and try it out. Ends with 0 only if it holds."""
    from course.runner.doctor import run_doctor

    raise typer.Exit(run_doctor())


@app.command()
def demo(
    directory: Annotated[Path, typer.Argument(help="A folder of its own for the demo.")] = Path("demo"),
    lesson: Annotated[str, typer.Option(help="Which lesson the class hands in.")] = "01_descent",
    no_sandbox: Annotated[bool, typer.Option("--no-sandbox", help="Run the answers with your own rights.")] = False,
) -> None:
    """Make a class of 12 from known answers, grade it with nbgrader, and show the gradebook."""
    from course.demo import run_demo

    if no_sandbox:
        os.environ["COURSE_NO_SANDBOX"] = "1"

    raise typer.Exit(run_demo(directory, lesson))


def main() -> None:
    """Run the command line; a `CourseError` is printed as a sentence, never as a traceback."""
    use_terminal()
    # jsonschema loads it if it is there, for addresses, which no notebook's schema has; that takes seconds.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    try:
        app()
    except CourseError as error:
        reason = str(error)
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing in ("", *OWN):
            raise
        extra = "postgres" if missing == "psycopg" else "teach"
        reason = (
            f"this command needs {missing}, which is not installed here. What instructors need: "
            f"{sys.executable} -m pip install 'backprop-by-hand[{extra}]'"
        )
    else:
        return
    print(f"course: {reason}", file=sys.stderr)
    raise SystemExit(2)
