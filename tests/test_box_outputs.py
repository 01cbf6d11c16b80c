"""Outputs made of messages: as nbclient makes them, and the notebook is valid."""

import socket
from pathlib import Path
from typing import Any

import nbformat
from hypothesis import given, settings
from hypothesis import strategies as st
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from course.runner import execute, trusted
from course.runner.channel import Channel
from course.runner.codec import Limits
from course.runner.grader import Grader
from course.runner.messages import Message, clean_message
from course.runner.plan import Planned

TEXTS = st.text(max_size=8)
DATA = st.dictionaries(st.sampled_from(["text/plain", "text/html", "image/png", "application/json", "x/y+json"]), TEXTS)
TRANSIENT = st.sampled_from([{}, {"display_id": "a"}, {"display_id": "b"}])
MESSAGES = st.one_of(
    st.tuples(st.just("stream"), st.fixed_dictionaries({"name": st.sampled_from(["stdout", "stderr"]), "text": TEXTS})),
    st.tuples(
        st.sampled_from(["display_data", "update_display_data"]),
        st.fixed_dictionaries({"data": DATA, "metadata": st.just({"x": {"width": 3}}), "transient": TRANSIENT}),
    ),
    st.tuples(
        st.just("execute_result"),
        st.fixed_dictionaries({"data": DATA, "metadata": st.just({}), "execution_count": st.integers(0, 9)}),
    ),
    st.tuples(
        st.just("error"),
        st.fixed_dictionaries({"ename": TEXTS, "evalue": TEXTS, "traceback": st.lists(TEXTS, max_size=2)}),
    ),
    st.tuples(st.just("clear_output"), st.fixed_dictionaries({"wait": st.booleans()})),
)


Cells = list[list[Message]]


def blank(cells: Cells) -> nbformat.NotebookNode:
    return new_notebook(cells=[new_code_cell("1", id=f"c{number}") for number in range(len(cells))])


def shown(cells: Cells) -> nbformat.NotebookNode:
    notebook = blank(cells)
    execute.show_outputs(notebook, [Planned(number, "student", "1") for number in range(len(cells))], cells)
    return notebook


def shown_by_nbclient(cells: Cells) -> nbformat.NotebookNode:
    notebook = blank(cells)
    client = NotebookClient(notebook, record_timing=False)
    client.reset_execution_trackers()
    for number, (cell, messages) in enumerate(zip(notebook.cells, cells, strict=True)):
        client.clear_before_next_output = False
        for kind, content in execute._joined(messages):
            header = {"msg_type": kind}
            message = {"msg_type": kind, "header": header, "parent_header": {}, "content": content, "metadata": {}}
            client.process_message(message, cell, number)
        cell.execution_count = number + 1
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = number + 1
    return notebook


@settings(deadline=None, max_examples=150)
@given(st.lists(st.lists(MESSAGES, max_size=6), min_size=1, max_size=3))
def test_outputs_are_those_that_nbclient_makes(cells: list[list[tuple[str, dict[str, Any]]]]) -> None:
    clean = [
        [message for kind, content in cell if (message := clean_message(kind, content)) is not None] for cell in cells
    ]
    quick, slow = shown(clean), shown_by_nbclient(clean)
    assert quick == slow
    assert nbformat.writes(quick) == nbformat.writes(slow)
    nbformat.validate(quick)


def test_an_error_is_shown_after_a_locked_cell_that_fails_in_the_box_alone(grader: Grader) -> None:
    cells = [
        Planned(0, "locked", "from helpers.reference import network\nprint('here')"),
        Planned(1, "student", "1 / 0"),
    ]
    messages = grader.run(cells, Path("/")).messages
    assert messages[0] == [("stream", {"name": "stdout", "text": "here\n"})]
    assert [kind for kind, _ in messages[1]] == ["error"]
    assert "ZeroDivisionError" in str(messages[1])


def test_a_cell_that_shows_too_much_costs_the_others_of_its_batch_nothing() -> None:
    ours, theirs = (Channel(end, Limits(total=3000)) for end in socket.socketpair())
    cells = [
        {"messages": [("stream", {"name": "stdout", "text": "x" * size})], "ended": False, "ended_by": ""}
        for size in (10, 9000, 1000, 1000)
    ]
    trusted._send_cells(theirs, cells)
    theirs.close()
    got = [cell for _ in cells for cell in ours.receive(5)["cells"]]
    assert [got[at] for at in (0, 2, 3)] == [cells[at] for at in (0, 2, 3)]
    [(kind, content)] = got[1]["messages"]
    assert (kind, content["ename"]) == ("error", "TooMuchOutput")
    assert not got[1]["ended"]
    ours.close()
