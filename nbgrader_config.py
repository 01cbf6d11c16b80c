"""nbgrader's configuration for this course. Works for the folder it lies in, wherever that is.

Classes are named by strings: formgrader sends the configuration through JSON.
"""

import contextlib
import os
import sys
from importlib.util import find_spec
from pathlib import Path

root = Path(__file__).resolve().parent

# A checkout that was not installed still finds its own packages, and so do the kernels that nbgrader starts.
if (root / "course").is_dir() and str(root) not in sys.path:
    sys.path.insert(0, str(root))
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(root), os.environ.get("PYTHONPATH"))))

# nbgrader calls `alembic` when it makes a gradebook, and finds it only on PATH.
scripts = str(Path(sys.executable).parent)
if scripts not in os.environ.get("PATH", "").split(os.pathsep):
    os.environ["PATH"] = scripts + os.pathsep + os.environ.get("PATH", "")

c = get_config()  # type: ignore[name-defined]  # noqa: F821 - given by traitlets

c.CourseDirectory.course_id = "backprop-by-hand"
c.CourseDirectory.root = str(root)
# Lessons are notebooks alone. A numpy.py or helpers.py that was handed in beside one would be imported instead of
# the real module.
c.CourseDirectory.ignore = [
    ".*",
    "*.py",
    "*.pyc",
    "*.so",
    "__pycache__",
    "feedback",
]
# For one machine. A server for many sets a folder that all of them can write to. Formgrader offers release and
# collect only where the folder exists.
c.Exchange.root = str(root / "exchange")
with contextlib.suppress(OSError):
    (root / "exchange").mkdir(exist_ok=True)
# zip_collect takes what Canvas, Moodle, Blackboard and Brightspace give, and STUDENT_anything.zip or
# STUDENT_anything_01_descent.ipynb. The plugin puts each notebook at STUDENT/01_descent.ipynb, with the time if known.
c.ZipCollectApp.extractor_plugin = "course.collect.plugin.ClassExtractor"
c.FileNameCollectorPlugin.named_regexp = r".*/extracted/(?P<student_id>[^/]+)/(?P<file_id>[^/]+)$"
c.FileNameCollectorPlugin.valid_ext = [".ipynb", ".txt"]

# A checkout brings release/ along, and nbgrader would skip what is there already: then nothing would tell the gradebook
# of the exercises. It is made anew, to the byte, as formgrader's button does it too.
c.GenerateAssignment.force = True

# The stub of an answer, and marking schemes in the locked cell above an essay, where the grader sees them.
c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("your turn: replace this line")'}
c.ClearMarkScheme.enforce_metadata = False

c.Execute.timeout = 60
# A kernel says on every start that it listens on the loopback, which nobody can change here.
c.Execute.extra_arguments = ["--IPKernelApp.log_level=ERROR"]

# Links, pipes and files of absurd size are refused before anything is opened, and a gradebook that fails stops the run.
c.Autograde.exporter_class = "course.grading.converter.CheckedExporter"
# From what was handed in to a notebook that can be run: one unusual submission must never stop the others.
c.Autograde.sanitize_preprocessors = [
    "course.grading.tidy.TidyNotebook",
    "course.grading.submissions.RefuseUnusable",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "course.grading.restore.RestoreLesson",
    "course.grading.essays.AskAboutText",
    "course.grading.check_metadata.CheckMetadata",
]
# nbgrader's own steps, with some of ours. The first runs students' code in a sandbox: see docs/sandbox.md.
c.Autograde.autograde_preprocessors = [
    "course.runner.execute.BoxedExecute",  # in place of nbgrader.preprocessors.Execute
    "course.results.records.KeepRecords",
    "course.grading.outputs.GiveReasons",
    "nbgrader.preprocessors.IgnorePattern",
    "course.grading.outputs.ForgiveWarnings",
    "nbgrader.preprocessors.LimitOutput",
    "course.grading.outputs.BoundOutput",
    "course.parallel.ledger.SaveGrades",  # nbgrader.preprocessors.SaveAutoGrades in one piece
    "nbgrader.preprocessors.AssignLatePenalties",
    "course.grading.check_metadata.CheckMetadata",
    "course.grading.inert.MakeInert",
]
c.GenerateFeedback.preprocessors = [
    "course.feedback.steps.WithholdTests",
    "course.feedback.steps.ShowGrades",  # nbgrader.preprocessors.GetGrades, which shows 0 for what waits
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
# Pages for feedback and for grading by hand: nothing that a student wrote runs in them.
c.HTMLExporter.preprocessors = [
    "course.grading.inert.MakeInert",
    "course.pages.latex.SetLatex",
    "course.grading.mended.ShowMended",
]
c.HTMLExporter.filters = {
    "markdown2html": "course.grading.inert.markdown_to_html",
    "math_style": "course.pages.style.math_style",
}
# Formulas are set when a page is made: our templates come first, and load nothing from the network.
packages = [Path(str(find_spec(name).origin)).parent for name in ("course.pages", "nbgrader")]
c.HTMLExporter.extra_template_basedirs = [
    str(packages[0]),
    str(packages[1] / "server_extensions" / "formgrader" / "templates"),
]
# A widget needs a kernel. Its picture does not.
c.WidgetsDataTypeFilter.display_data_priority = [
    "text/html",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/latex",
    "text/plain",
]
