"""What would take a page for ever, or break it: tags without an end, endless outputs, pictures that are not there."""

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from course.grading.inert import (
    MOST_CHARACTERS,
    MOST_IN_ALL,
    TOO_MUCH,
    MakeInert,
    TooMuchHTML,
    clean_html,
    markdown_to_html,
)
from course.runner.boxed import LEAST, SHOWN, SHOWN_IN_ALL
from course.runner.grader import Grader, Settings
from course.runner.plan import Planned

ENDLESS = {
    "deep": "<div>" * 2000,
    "open": "".join(f"<b title={number}><p>" for number in range(3000)),
    "crossed": "".join(f"<b title={number}><div>" for number in range(1000)) + "</b>" * 1000,
    "reopened": "".join(f"<p><b title={number}></p>" for number in range(3000)),
    "in a table": "<table>" + "".join(f"<b title={number}>x" for number in range(3000)),
    "many": "<td>x</td>" * 20_000,
    "long": "x" * (MOST_CHARACTERS + 1),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_html_that_takes_hours_to_clean_is_not_cleaned(name: str) -> None:
    with pytest.raises(TooMuchHTML):
        clean_html(ENDLESS[name])
    cell = new_code_cell(outputs=[new_output("display_data", data={"text/html": ENDLESS[name]})])
    assert MakeInert().preprocess_cell(cell, {}, 0)[0].outputs[0].data == {"text/plain": TOO_MUCH}


def test_in_a_text_of_the_students_it_is_shown_as_it_was_written() -> None:
    shown = markdown_to_html({"cell": {}}, "Since\n\n" + ENDLESS["open"])
    assert shown.startswith("<pre>Since\n\n&lt;b title=0&gt;&lt;p&gt;")


def test_pictures_and_tables_as_lessons_have_them_stay() -> None:
    picture = '<img src="data:image/png;base64,' + "A" * (3 * MOST_CHARACTERS) + '" alt="a curve">'
    table = "<table>" + "<tr><td>1</td><td>2</td></tr>" * 1000 + "</table>"
    nested = "<details><summary>a</summary>" * 20 + "the end" + "</details>" * 20
    for text in (picture, table, nested):
        assert len(clean_html(text)) >= len(text)


def test_all_html_of_a_notebook_has_a_limit() -> None:
    one = "x" * MOST_CHARACTERS
    outputs = [new_output("display_data", data={"text/html": one}) for _ in range(MOST_IN_ALL // len(one) + 2)]
    notebook, _ = MakeInert().preprocess(new_notebook(cells=[new_code_cell(outputs=outputs)]), {})
    shown = ["text/html" in output.data for output in notebook.cells[0].outputs]
    assert shown == [True] * (MOST_IN_ALL // len(one)) + [False] * 2


@pytest.mark.parametrize("attachments", [{}, {"x.png": {}}])
def test_a_picture_that_is_not_attached_any_more_shows_its_words(attachments: dict[str, object]) -> None:
    """nbconvert raises: the student would have no feedback, and the grader no page."""
    shown = markdown_to_html({"cell": {"attachments": attachments}}, "a ![curve](attachment:x.png) b")
    assert 'alt="curve"' in shown
    assert "attachment" not in shown


def test_a_formula_cannot_be_put_in_a_thousand_times() -> None:
    shown = markdown_to_html({"cell": {}}, "$x$ " + "\ue0000\ue001" * 1000)
    assert shown.count("<math") == 1


def test_outputs_are_limited_by_cell_and_by_notebook() -> None:
    def display(count: int, size: int) -> str:
        return f"for _ in range({count}):\n    display({{'text/plain': 'x' * {size}}}, raw=True)"

    grader = Grader(Settings(seconds=20, total_seconds=60))
    sources = [display(3 * SHOWN // LEAST, 1), *[display(9, 2**20)] * 5, "print('still here')"]
    try:
        run = grader.run([Planned(number, "student", source) for number, source in enumerate(sources)], Path("/"))
    finally:
        grader.close()
    small, *large, last = run.messages
    assert len(small) == SHOWN // LEAST + 1
    assert small[-1][1]["text"].startswith("\n[the rest was left out: more than 8 MB of output, or 2048 outputs]")
    sizes = [sum(len(str(content)) for _, content in messages) for messages in (small, *large)]
    assert SHOWN_IN_ALL / 2 < sum(sizes) < 1.1 * SHOWN_IN_ALL
    assert last == []
    assert not run.ended
