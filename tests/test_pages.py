"""Feedback and formgrade pages: nothing of the hidden tests in the one, nothing of a student's that runs in either."""

import html
import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from course.feedback.steps import _shown_error
from course.grading.inert import MakeInert, clean_html
from tests.grading_class import LESSON, SmallCourse, find
from tests.test_formgrader import Server

FIGURE = '<img src="data:image/png;base64,AAAA" width="640" style="max-width:100%" alt="a curve">'


@pytest.mark.parametrize(
    "text",
    [
        FIGURE,
        '<img src="data:image/svg+xml;base64,AAAA" alt="a curve">',
        "<details><summary>Hint 1: the idea</summary>Divide, then <b>add</b>.</details>",
        '<table><tbody><tr><th colspan="2">x</th></tr><tr><td style="text-align: right;">1</td></tr></tbody></table>',
        '<a href="https://numpy.org/doc">NumPy</a>',
        "$a_b &lt; c$ and $\\frac{1}{2}$",
    ],
)
def test_harmless_html_stays(text: str) -> None:
    assert looks(clean_html(text)) == looks(text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//x.example/a.js></SCRIPT>",
        "<img src=x onerror=alert(1)>",
        '<img src="https://x.example/seen.png">',
        '<img src="/formgrader/api/students">',
        '<img src="data:text/html;base64,AAAA">',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="java\nscript:alert(1)">x</a>',
        '<a href="data:text/html,x">x</a>',
        '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
        '<form action="/formgrader"><input name="score"><button>x</button></form>',
        '<svg><script>alert(1)</script><a xlink:href="javascript:alert(1)">x</a></svg>',
        '<math><mtext><style><img title="</style><img src=x onerror=alert(1)>"></style></mtext></math>',
        "<style>body { display: none }</style>",
        '<link rel="stylesheet" href="https://x.example/a.css"><meta http-equiv="refresh" content="0">',
        '<div id="double" class="navbar-fixed-top" style="position: fixed; top: 0; background: url(https://x.example)">x</div>',
        '<object data="x.swf"></object><embed src="x"><base href="https://x.example">',
        "<b onmouseover=alert(1)>x</b><details ontoggle=alert(1) open>x</details>",
        "<!--[if IE]><script>alert(1)</script><![endif]--><![CDATA[<script>alert(1)</script>]]>",
        "<template><script>alert(1)</script></template><noscript><p title='</noscript><script>alert(1)</script>'>",
    ],
)
def test_nothing_else_is_left(text: str) -> None:
    assert dangers(clean_html(text)) == []


def test_formulas_make_no_links() -> None:
    assert "\\href" not in clean_html(r"$\href{javascript:alert(1)}{x}$")
    assert r"\displaystyle \hrule" in clean_html(r"$\displaystyle \hrule$")


def looks(text: str) -> str:
    return str(BeautifulSoup(text, "html.parser")).replace(" ", "").replace(";", "")


DANGEROUS = """
audio base button embed form frame frameset iframe input link math meta noscript object script style svg template
textarea video
"""


def dangers(text: str) -> list[str]:
    """Everything in a page's HTML that runs, loads, sends, or covers."""
    found = []
    for tag in BeautifulSoup(text, "html.parser").find_all(True):
        if tag.name in DANGEROUS.split():
            found.append(tag.name)
        for name, value in tag.attrs.items():
            value = " ".join(value) if isinstance(value, list) else value
            if name.startswith("on") or name in ("id", "class", "name", "srcdoc", "action", "xlink:href", "data"):
                found.append(f"{tag.name} {name}")
            if name == "src" and not value.startswith("data:image/"):
                found.append(f"{tag.name} {name}={value}")
            if name == "href" and not re.match(r"https?:|mailto:|#", value):
                found.append(f"{tag.name} {name}={value}")
            if name == "style" and re.search(r"position|url|margin|top|left|float|z-index", value):
                found.append(f"{tag.name} {name}={value}")
    return found


def inert(data: dict[str, object], metadata: dict[str, object] | None = None) -> NotebookNode:
    cell = new_code_cell(outputs=[new_output("display_data", data=data, metadata=metadata or {})])
    return MakeInert().preprocess_cell(cell, {}, 0)[0].outputs[0]


def test_outputs_keep_what_can_be_looked_at() -> None:
    kept = inert(
        {
            "text/plain": "<script>",
            "text/html": f"{FIGURE}<script>alert(1)</script>",
            "image/png": "AAAA",
            "application/javascript": "alert(1)",
            "application/vnd.jupyter.widget-view+json": {"model_id": "x"},
            "text/markdown": "<script>alert(1)</script>",
        },
        {"image/png": {"width": 10, "height": "x onerror=y"}, "filenames": {"image/png": "/etc/passwd"}},
    )
    assert set(kept.data) == {"text/plain", "text/html", "image/png"}
    assert kept.data["text/plain"] == "<script>"  # pages escape it
    assert "AAAA" in kept.data["text/html"]
    assert dangers(kept.data["text/html"]) == []
    assert kept.metadata == {"image/png": {"width": 10}}


def test_an_output_of_nothing_but_a_script_says_so() -> None:
    assert "not shown" in inert({"application/javascript": "alert(1)"}).data["text/plain"]
    assert "not shown" in inert({"text/html": ["<script>"]}).data["text/plain"]


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        (
            "CheckFailed",
            "step: the sign is wrong.\nYou go uphill.\n  on x = 4711\n  expected  9422\nThink: which way is down?",
            "step: the sign is wrong.\nYou go uphill.\nThink: which way is down?",
        ),
        ("AssertionError", "f(1) should be 2", "f(1) should be 2"),
        ("AssertionError", "f(4711) should be 9422", "A check on inputs that are not shown failed."),
        ("AssertionError", "", "A check on inputs that are not shown failed."),
        ("NameError", "name 'b' is not defined\nmore", "name 'b' is not defined"),
        (
            "KeyError",
            "4711",
            "The text of this error is not shown. Run the check in your notebook, or try more inputs.",
        ),
    ],
)
def test_what_feedback_says_of_a_failed_check(name: str, text: str, shown: str) -> None:
    error = NotebookNode(output_type="error", ename=name, evalue=text, traceback=["assert f(4711) == 9422"])
    kept = _shown_error(error, 'assert f(1) == 2, "f(1) should be 2"', own=False)
    assert kept.evalue == shown
    assert kept.traceback == f"{name}: {shown}".splitlines()


HOSTILE = """
from IPython.display import HTML, Javascript, Markdown, SVG, display
display(HTML("<script>hostile()</script><img src=x onerror=hostile()><b>bold words</b>"))
display(HTML('FIGURE'))
display(Javascript("hostile()"))
display(Markdown("<script>hostile()</script>"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='hostile()'><script>hostile()</script></svg>"))
display({"text/html": "<script>hostile()</script>"}, raw=True, metadata={"text/html": {"isolated": True}})
print("<script>hostile()</script>")
"""
ESSAY = """
Since <script>hostile()</script> I <img src=x onerror=hostile()> [thought](javascript:hostile()) about $a < b$ and
`a < b`.

<iframe src="javascript:hostile()"></iframe> <div onclick="hostile()" style="position:fixed">x</div>
"""


def hostile(nb: NotebookNode) -> None:
    nb.cells.insert(1, new_code_cell(HOSTILE.replace("FIGURE", FIGURE), id="free-1"))
    nb.cells.insert(2, new_markdown_cell(ESSAY, id="free-2", attachments={"a.png": {"image/png": 'x" onerror="y'}}))
    find(nb, "why").source = ESSAY
    # Right for the visible input alone; and the hidden one is told in words and in an error.
    find(nb, "double-answer").source = "def double(x):\n    print('the input is', x)\n    return 6"
    find(
        nb, "square-answer"
    ).source = "def square(x):\n    if x == 3:\n        return 9\n    raise KeyError(f'the input is {x}')"


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    """An honest and a hostile student."""
    course = SmallCourse(tmp_path_factory.mktemp("pages"))
    course.hand_in("ada", lambda nb: find(nb, "double-answer").update(source="def double(x):\n    return x"))
    course.hand_in("eve", hostile)
    assert course.autograde()["success"]
    return course


@pytest.fixture(scope="module")
def pages(graded: SmallCourse) -> dict[str, str]:
    """Their feedback pages."""
    done = graded.api().generate_feedback(LESSON)
    assert done["success"], done
    folder = graded.root / "feedback"
    return {name: (folder / name / LESSON / f"{LESSON}.html").read_text() for name in ("ada", "eve")}


def test_feedback_says_which_check_failed_and_shows_no_hidden_test(pages: dict[str, str]) -> None:
    for page in pages.values():
        text = html.unescape(BeautifulSoup(page, "html.parser").get_text())
        assert "double(3) == 6" in text  # what the student was given
        for hidden in ("double(5)", "10", "square(4)", "== 16", "HIDDEN", "The scheme.", "MARK SCHEME"):
            assert hidden not in text.replace("100", ""), hidden
        assert "is checked here, on inputs that are not shown" in text
    assert "AssertionError: double(3) should be 6" in BeautifulSoup(pages["ada"], "html.parser").get_text()
    eve = BeautifulSoup(pages["eve"], "html.parser").get_text()
    assert "A check on inputs that are not shown failed." in eve
    assert "the input is" not in eve.replace("print('the input is', x)", "").replace("f'the input is {x}'", "")
    assert "Score: 2.0 / 7.0" not in eve


def test_nothing_of_a_students_runs_in_feedback(pages: dict[str, str]) -> None:
    assert running(pages["eve"]) == []
    assert "AAAA" in pages["eve"]  # the figure is still there
    assert "bold words" in pages["eve"]


def test_nothing_of_a_students_runs_where_it_is_graded_by_hand(graded: SmallCourse, tmp_path: Path) -> None:
    server = Server(graded.root, tmp_path)
    try:
        notebooks = json.loads(server.ask(f"formgrader/api/submitted_notebooks/{LESSON}/{LESSON}"))
        [eve] = [notebook["id"] for notebook in notebooks if notebook["student"] == "eve"]
        page = server.ask(f"formgrader/submissions/{eve}")
    finally:
        server.stop()
    assert running(page) == []
    assert "AAAA" in page
    assert "The scheme." in page  # the grader sees everything
    assert "square(4)" in BeautifulSoup(page, "html.parser").get_text()


def running(page: str) -> list[str]:
    """Where `hostile()` stands in a page other than as text."""
    soup = BeautifulSoup(page, "html.parser")
    found = [f"<script>{tag.string}" for tag in soup.find_all("script") if "hostile" in (tag.string or "")]
    for tag in soup.find_all(True):
        found += [f"{tag.name} {key}" for key, value in tag.attrs.items() if "hostile" in str(value) and key != "href"]
        if tag.name in ("iframe", "object", "embed"):
            found.append(tag.name)
        if str(tag.attrs.get("href", "")).lower().startswith("javascript"):
            found.append("href")
    return found


LETTERS = "iVBORw0KGgo" + "Ab0+/" * 60 + "=="


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f'<img src="data:image/png;base64,{LETTERS}">', f'<img src="data:image/png;base64,{LETTERS}">'),
        (f"<p>;base64,{LETTERS}</p>", f"<p>;base64,{LETTERS}</p>"),
        (f'<a href="javascript:;base64,{LETTERS}">x</a>', "<a>x</a>"),
        (f"<script>;base64,{LETTERS}</script>", f"&lt;script&gt;;base64,{LETTERS}&lt;/script&gt;"),
        (f'<img src="data:text/html;base64,{LETTERS}">', "<img>"),
        ("\ue0020\ue003 and \ue0021\ue003", "0 and 1"),
        (f"\ue0020\ue003 ;base64,{LETTERS}", f"0 ;base64,{LETTERS}"),
    ],
)
def test_letters_of_pictures_go_round_the_parser_and_change_nothing(text: str, clean: str) -> None:
    assert clean_html(text) == clean
