"""The digit pad in a browser: drawn on by mouse, finger, pen and keys, as on the site; and how it asks a kernel."""

from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from helpers.explore import digit_pad
from helpers.explore.digits import passes
from tests.digit_network import gradient, images, layers
from tests.digit_pad import SEVEN, at, levels, show_on_site, shown, stroke, text
from tests.explorables import MAKE, show

HAS_TOUCH = True


# Drawing.


def test_a_seven_drawn_with_the_mouse_is_a_seven(page: Page) -> None:
    show_on_site(page, MAKE["digits"]())
    assert text(page, "source") == "asked: your functions, when the cell was run"
    page.get_by_role("button", name="clear").click()
    assert levels(page) == [0] * 64
    stroke(page, SEVEN)
    assert text(page, "best") == "your network: 7"
    assert page.locator(".bbh-said").inner_text().startswith("Answer: 7 with ")
    assert text(page, "source") == "asked: the weights of your network, in the browser"


def test_a_dab_is_soft_and_the_eraser_takes_it_away(page: Page) -> None:
    show_on_site(page, MAKE["digits"]())
    page.get_by_role("button", name="clear").click()
    page.mouse.click(*at(page, 3.5, 4.5))
    drawn = np.array(levels(page)).reshape(8, 8)
    assert drawn[4, 3] == 16
    assert drawn[3, 3] == drawn[5, 3] == drawn[4, 2] == drawn[4, 4] == 6
    assert drawn.sum() == 16 + 4 * 6
    eraser = page.get_by_role("button", name="erase")
    eraser.click()
    expect(eraser).to_have_attribute("aria-pressed", "true")
    stroke(page, [(2.5, 4.5), (5.0, 4.5)])
    assert np.array(levels(page)).reshape(8, 8)[4].sum() == 0
    eraser.click()
    page.mouse.click(*at(page, 0.5, 0.5))
    assert levels(page)[0] == 16
    page.keyboard.down("Shift")
    page.mouse.click(*at(page, 0.5, 0.5))
    page.keyboard.up("Shift")
    assert levels(page)[0] == 0


def test_the_pad_is_drawn_on_by_keyboard(page: Page) -> None:
    show_on_site(page, MAKE["digits"]())
    page.get_by_role("button", name="clear").click()
    pad = page.get_by_role("application")
    pad.focus()
    page.keyboard.press("Space")
    expect(pad).to_have_attribute(
        "aria-label",
        "Drawing pad. row 4, column 4, ink 16 of 16. Arrow keys move, space paints, shift and space erases.",
    )
    for key in ("ArrowUp", "ArrowLeft", "ArrowLeft", "Space"):
        page.keyboard.press(key)
    drawn = np.array(levels(page)).reshape(8, 8)
    assert (drawn[3, 3], drawn[2, 1], drawn[2, 3], drawn[2, 2]) == (16, 16, 6, 6)
    expect(page.get_by_role("status")).to_contain_text("row 3, column 2, ink 16 of 16. Answer: ")
    expect(page.locator("[data-part=cursor]")).to_have_css("stroke", "rgb(213, 94, 0)")
    page.keyboard.press("Shift+Space")
    assert levels(page)[17] == 0
    page.keyboard.press("Space")
    page.keyboard.press("Backspace")
    assert levels(page)[17] == 0
    for _ in range(9):  # it stays on the pad
        page.keyboard.press("ArrowRight")
    assert "row 3, column 8" in str(pad.get_attribute("aria-label"))


def test_a_finger_draws_and_does_not_scroll(page: Page) -> None:
    page.set_viewport_size({"width": 700, "height": 400})
    show_on_site(page, MAKE["digits"]())
    page.get_by_role("button", name="clear").click()
    page.locator("[data-part=pad]").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    touch = page.context.new_cdp_session(page)
    for kind, places in (("touchStart", [(2.5, 1.5)]), *(("touchMove", [(2.5, y / 2)]) for y in range(3, 14))):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points(page, places)})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    column = np.array(levels(page)).reshape(8, 8)[:, 2]
    assert column[1:7].tolist() == [16] * 6
    assert page.evaluate("scrollY") == before


def test_a_pen_draws_and_a_second_pointer_does_not(page: Page) -> None:
    show_on_site(page, MAKE["digits"]())
    page.get_by_role("button", name="clear").click()
    pen = page.context.new_cdp_session(page)
    for kind, (x, y) in (("mousePressed", (1.5, 6.5)), ("mouseMoved", (6.5, 6.5)), ("mouseReleased", (6.5, 6.5))):
        (point,) = points(page, [(x, y)])
        more = {"type": kind, "pointerType": "pen", "button": "left", "buttons": 1, "clickCount": 1}
        pen.send("Input.dispatchMouseEvent", {**point, **more})
    assert np.array(levels(page)).reshape(8, 8)[6, 1:7].tolist() == [16] * 6
    drawn = levels(page)
    for button in ("right", "middle"):
        page.mouse.click(*at(page, 2.5, 2.5), button=button)
    page.mouse.move(*at(page, 5.5, 2.5))
    assert levels(page) == drawn


def test_in_a_narrow_page_the_pad_is_large_enough_for_a_finger(page: Page) -> None:
    show_on_site(page, MAKE["digits"]())
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_function("document.querySelector('.bbh > svg').getAttribute('width') === '444'")
    pad, narrow = page.locator("[data-part=pixels]").bounding_box(), page.locator("[data-part=best]").bounding_box()
    assert pad
    assert narrow
    assert pad["width"] > 180
    assert narrow["y"] > pad["y"] + pad["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.mouse.click(*at(page, 7.5, 7.5))
    assert levels(page)[63] == 16


def points(page: Page, places: list[tuple[float, float]]) -> list[dict[str, float]]:
    return [dict(zip("xy", at(page, *place), strict=True)) for place in places]


def test_examples_by_button_and_by_slider(page: Page) -> None:
    show_on_site(page, MAKE["digits"]())
    example = np.round(16 * images()).astype(int)
    assert levels(page) == example[:, 0].tolist()
    page.mouse.click(*at(page, 7.5, 7.5))
    page.get_by_role("button", name="next example").click()
    assert levels(page) == example[:, 1].tolist()
    assert page.get_by_label("example").input_value() == "1"
    page.get_by_label("example").press("End")
    assert levels(page) == example[:, 7].tolist()
    page.get_by_role("button", name="next example").click()
    assert levels(page) == example[:, 0].tolist()


def test_the_gradient_is_that_of_the_digit_chosen(page: Page) -> None:
    show_on_site(page, MAKE["digits"]())
    before = shown(page)[1]
    page.get_by_label("gradient for").select_option(label="8")
    assert text(page, "asked") == "slopes of −log p(8)"
    assert text(page, "more") == "+ more ink makes 8 more likely"
    expected = gradient(images()[:, [0]], 8)[:, 0]
    np.testing.assert_allclose(shown(page)[1], expected / np.abs(expected).max(), atol=0.01)
    assert np.abs(np.array(before) - shown(page)[1]).max() > 0.5
    assert text(page, "best") == "your network: 0"


# Without a kernel.


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "tanh", "sigmoid"])
def test_weights_say_in_the_browser_what_they_say_in_numpy(page: Page, name: str) -> None:
    rng = np.random.default_rng(3)
    shapes = ((12, 64), (9, 12), (10, 9))
    network: list[Any] = [(rng.standard_normal(shape) / 3, rng.standard_normal(shape[0]) / 3, name) for shape in shapes]
    network[-1] = (*network[-1][:2], "softmax")

    def answer(X: Any) -> Any:
        return passes(network, X, 0)[0]

    show_on_site(page, digit_pad(answer, lambda X, digit: passes(network, X, digit)[1], images(), network=network))
    page.get_by_label("gradient for").select_option(label="3")
    assert text(page, "asked") == "slopes of −log p(3)"
    for places in (SEVEN, [(1.2, 6.7), (5.0, 2.2)], [(0.5, 0.5), (0.5, 7.5)]):
        stroke(page, places)
        expected, slopes = passes(network, np.array(levels(page)).reshape(64, 1) / 16, 3)
        probabilities, shares = shown(page)
        np.testing.assert_allclose(probabilities, expected[:, 0], atol=0.0051)
        np.testing.assert_allclose(shares, slopes[:, 0] / np.abs(slopes).max(), atol=0.0071)
        assert "in the browser" in text(page, "source")


def test_without_weights_examples_are_answered_and_drawings_need_the_kernel(page: Page) -> None:
    show_on_site(page, MAKE["digits"](network=[(*layers()[0][:2], "tanh"), layers()[1]]))
    for digit in range(8):
        assert text(page, "best") == f"your network: {digit}"
        page.get_by_role("button", name="next example").click()
    page.mouse.click(*at(page, 2.5, 2.5))
    said = "A new drawing needs the kernel: the weights in `network` say something else than your functions."
    expect(page.locator(".bbh-said")).to_have_text(said)
    assert (text(page, "best"), text(page, "p-0")) == ("no answer", "")
    page.get_by_role("button", name="next example").click()
    assert text(page, "best") == "your network: 1"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("network", [layers(), None], ids=["weights", "none"])
def test_axe_finds_nothing_in_a_drawing(page: Page, theme: str, network: Any) -> None:
    show_on_site(page, MAKE["digits"](network=network), theme)
    page.get_by_role("button", name="erase").click()
    page.get_by_role("application").press("Space")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_snapshot()


# With a kernel: one question at a time, the newest drawing, and what the pad does without an answer.

REPLY = {"probabilities": [0.0, 0.25, 0.75] + [0.0] * 7, "digit": 2, "slopes": [-2.0, 1.0] + [0.0] * 62}


def answered(page: Page, number: int, **changed: Any) -> None:
    """Answer a question, counted from 0."""
    reply = {**REPLY, **changed, "reply": page.evaluate("number => window.sent[number].ask", number)}
    page.evaluate("reply => window.reply(reply)", reply)


def test_the_kernel_is_asked_and_its_answer_shown(page: Page) -> None:
    show(page, MAKE["digits"](), kernel=True)
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
    show(page, MAKE["digits"](), kernel=True)
    stroke(page, SEVEN)
    assert page.evaluate("window.sent.length") == 1
    answered(page, 0)
    assert page.evaluate("window.sent.length") == 2
    assert page.evaluate("window.sent[1].levels") == levels(page)
    answered(page, 1)
    assert page.evaluate("window.sent.length") == 2
    expect(page.locator(".bbh")).to_have_attribute("aria-busy", "false")


def test_an_answer_for_another_view_is_not_ours(page: Page) -> None:
    show(page, MAKE["digits"](), kernel=True)
    page.evaluate("reply => window.reply(reply)", {**REPLY, "reply": -1})
    assert "in the kernel" not in text(page, "source")


def test_a_kernel_that_is_busy_is_not_waited_for(page: Page) -> None:
    show(page, MAKE["digits"](), kernel=True)
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
    show(page, MAKE["digits"](), kernel=True)
    answered(page, 0)
    page.evaluate("window.closed_ = true")
    page.get_by_role("button", name="clear").click()
    stroke(page, SEVEN)
    assert page.locator(".bbh-said").inner_text().startswith("Answer: 7")
    assert "in the browser" in text(page, "source")


def test_a_drawing_at_which_a_function_fails_is_told_and_the_pad_goes_on(page: Page) -> None:
    show(page, MAKE["digits"](), kernel=True)
    page.evaluate(
        "ask => window.reply({ reply: ask, message: '`answer` <b>raised</b>' })", page.evaluate("window.sent[0].ask")
    )
    assert page.locator(".bbh-said").inner_text() == "`answer` <b>raised</b>"
    assert text(page, "best") == "no answer"
    page.mouse.click(*at(page, 7.5, 7.5))
    answered(page, 1)
    assert text(page, "best") == "your network: 2"


def test_a_view_that_is_closed_hears_nothing(page: Page) -> None:
    show(page, MAKE["digits"](), kernel=True)
    assert page.evaluate("window.heard.get('msg:custom').length") == 1
    page.evaluate("window.stop()")
    assert page.evaluate("[...window.heard.values()].flat().length") == 0


def test_another_view_of_the_same_pad_is_followed(page: Page) -> None:
    widget = MAKE["digits"]()
    show(page, widget, kernel=True)
    drawn = [pixel % 17 for pixel in range(64)]
    page.evaluate("values => window.strict.set('values', values)", {"example": 3, "digit": 0, "levels": drawn})
    assert levels(page) == drawn
    assert page.get_by_label("example").input_value() == "3"
