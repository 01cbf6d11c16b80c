"""How the digit pad asks a kernel: one question at a time, the newest drawing, and what it does without an answer."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.digit_pad import SEVEN, at, levels, show_with_kernel, stroke, text
from tests.explorables import MAKE

REPLY = {"probabilities": [0.0, 0.25, 0.75] + [0.0] * 7, "digit": 2, "slopes": [-2.0, 1.0] + [0.0] * 62}


def answered(page: Page, number: int, **changed: Any) -> None:
    """Answer a question, counted from 0."""
    reply = {**REPLY, **changed, "reply": page.evaluate("number => window.sent[number].ask", number)}
    page.evaluate("reply => window.reply(reply)", reply)


def test_the_kernel_is_asked_and_its_answer_shown(page: Page) -> None:
    show_with_kernel(page, MAKE["digits"]())
    (asked,) = page.evaluate("window.sent")
    assert asked["levels"] == levels(page)
    assert asked["digit"] is None
    answered(page, 0)
    assert text(page, "source") == "asked: your functions, in the kernel"
    assert page.locator(".bbh-said").inner_text() == "Answer: 2 with 0.75; then 1 with 0.25."
    assert text(page, "scale") == "deepest colour: 2"
    assert page.locator("[data-part=signs] > text").all_text_contents()[:3] == ["+", "−", ""]
    page.get_by_label("gradient for").select_option(label="0")
    assert page.evaluate("window.sent.at(-1).digit") == 0


def test_one_question_is_under_way_and_only_the_newest_drawing_is_asked(page: Page) -> None:
    show_with_kernel(page, MAKE["digits"]())
    stroke(page, SEVEN)
    assert page.evaluate("window.sent.length") == 1
    answered(page, 0)
    assert page.evaluate("window.sent.length") == 2
    assert page.evaluate("window.sent[1].levels") == levels(page)
    answered(page, 1)
    assert page.evaluate("window.sent.length") == 2
    expect(page.locator(".bbh")).to_have_attribute("aria-busy", "false")


def test_an_answer_for_another_view_is_not_ours(page: Page) -> None:
    show_with_kernel(page, MAKE["digits"]())
    page.evaluate("reply => window.reply(reply)", {**REPLY, "reply": -1})
    assert "in the kernel" not in text(page, "source")


def test_a_kernel_that_is_busy_is_not_waited_for(page: Page) -> None:
    show_with_kernel(page, MAKE["digits"]())
    page.get_by_role("button", name="clear").click()
    stroke(page, SEVEN)
    expect(page.locator(".bbh-said")).to_contain_text("The kernel has not answered yet: it is busy, or gone. Answer: 7")
    expect(page.locator(".bbh")).to_have_attribute("aria-busy", "false")
    page.mouse.click(*at(page, 7.5, 7.5))  # the weights follow at once
    assert "in the browser" in text(page, "source")
    answered(page, 0)
    assert text(page, "source") == "asked: your functions, in the kernel"
    assert page.evaluate("window.sent[1].levels") == levels(page)


def test_a_connection_that_is_closed_is_told_from_a_kernel(page: Page) -> None:
    show_with_kernel(page, MAKE["digits"]())
    answered(page, 0)
    page.evaluate("window.closed_ = true")
    page.get_by_role("button", name="clear").click()
    stroke(page, SEVEN)
    assert page.locator(".bbh-said").inner_text().startswith("Answer: 7")
    assert "in the browser" in text(page, "source")


def test_a_drawing_at_which_a_function_fails_is_told_and_the_pad_goes_on(page: Page) -> None:
    show_with_kernel(page, MAKE["digits"]())
    page.evaluate(
        "ask => window.reply({ reply: ask, message: '`answer` <b>raised</b>' })", page.evaluate("window.sent[0].ask")
    )
    assert page.locator(".bbh-said").inner_text() == "`answer` <b>raised</b>"
    assert text(page, "best") == "no answer"
    page.mouse.click(*at(page, 7.5, 7.5))
    answered(page, 1)
    assert text(page, "best") == "your network: 2"


def test_a_view_that_is_closed_hears_nothing(page: Page) -> None:
    show_with_kernel(page, MAKE["digits"]())
    assert page.evaluate("window.heard.get('msg:custom').length") == 1
    page.evaluate("window.stop()")
    assert page.evaluate("[...window.heard.values()].flat().length") == 0


def test_another_view_of_the_same_pad_is_followed(page: Page) -> None:
    widget = MAKE["digits"]()
    show_with_kernel(page, widget)
    drawn = [pixel % 17 for pixel in range(64)]
    page.evaluate("values => window.strict.set('values', values)", {"example": 3, "digit": 0, "levels": drawn})
    assert levels(page) == drawn
    assert page.get_by_label("example").input_value() == "3"
