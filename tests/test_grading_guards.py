"""What grading wraps or overrides of nbgrader, nbconvert and html5lib has the shape that it was written for."""

import inspect
from typing import Any

from bleach.sanitizer import Cleaner
from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import Exporter
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import SaveAutoGrades

from course.grading.converter import CarefulAutograde, CheckedExporter


def parameters(function: Any) -> list[str]:
    return [name for name in inspect.signature(function).parameters if name != "self"]


def test_nbgraders_converter_has_the_methods_that_are_wrapped() -> None:
    """course/grading/converter.py overrides them: no hook of the converter can stop a run or refuse one student."""
    found = {
        name: parameters(getattr(Autograde, name))
        for name in (
            "init_destination",
            "init_assignment",
            "convert_single_notebook",
            "set_permissions",
            "convert_notebooks",
        )
    }
    assert found == {
        "init_destination": ["assignment_id", "student_id"],
        "init_assignment": ["assignment_id", "student_id"],
        "convert_single_notebook": ["notebook_filename"],
        "set_permissions": ["assignment_id", "student_id"],
        "convert_notebooks": [],
    }, "nbgrader's converter has changed: see course/grading/converter.py"
    source = inspect.getsource(Autograde.convert_notebooks)
    called = [name for name in found if f"self.{name}(" in source]
    assert called == ["init_destination", "init_assignment", "convert_single_notebook", "set_permissions"], (
        "nbgrader's convert_notebooks no longer calls what course/grading/converter.py overrides"
    )


def test_the_exporter_makes_nbgraders_converter_careful() -> None:
    converter = Autograde(coursedir=CourseDirectory())
    CheckedExporter(parent=converter)
    assert type(converter) is CarefulAutograde, "an exporter is no longer given nbgrader's converter as its parent"
    assert "self.exporter_class(parent=self" in inspect.getsource(Autograde.start), "nbgrader's start has changed"


def test_nbgrader_asks_for_the_timestamp_and_the_patterns_where_they_are_replaced() -> None:
    assert parameters(CourseDirectory.get_existing_timestamp) == ["dest_path"], (
        "nbgrader's get_existing_timestamp has changed: see course/grading/converter.py"
    )
    assert "ignore" in CourseDirectory.class_trait_names(), (
        "nbgrader's CourseDirectory.ignore has gone: course/grading/converter.py"
    )


def test_nbgraders_step_keeps_in_attributes_what_ours_sets() -> None:
    source = inspect.getsource(SaveAutoGrades)
    for name in ("notebook_id", "assignment_id", "student_id", "db_url", "gradebook"):
        assert f"self.{name} = " in source, f"nbgrader's SaveAutoGrades has no {name}: see course/parallel/ledger.py"


def test_nbconvert_reads_a_notebook_where_ours_does() -> None:
    assert parameters(Exporter.from_file) == ["file_stream", "resources", "kw"], (
        "nbconvert's Exporter.from_file has changed: see course/grading/converter.py"
    )
    assert "self.from_file(" in inspect.getsource(NotebookExporter.from_filename), (
        "nbconvert's exporters no longer read through from_file: see course/grading/converter.py"
    )


def test_html5libs_tree_inserts_elements_through_the_method_that_is_bounded() -> None:
    tree = Cleaner().parser.tree
    assert callable(tree.insertElementNormal), "html5lib in bleach has changed: see course/grading/inert.py"
    bounded = []
    tree.insertElementNormal, usual = bounded.append, tree.insertElementNormal
    tree.insertFromTable = False
    assert tree.insertElement == bounded.append, (
        "html5lib in bleach no longer takes up a replaced insertElementNormal: see course/grading/inert.py"
    )
    assert usual != tree.insertElementNormal
