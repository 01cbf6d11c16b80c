"""Explorables in a real browser, without Jupyter: a page and a model that does what it promises, no more."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from helpers.explore import KINDS
from tests.explorables import MAKE, show, three_layers

# `make test` looks at one kind, `make test-all` at each.
SLOW_KINDS = [pytest.param(kind, marks=pytest.mark.slow) for kind in KINDS if kind != "network"]
each_kind = pytest.mark.parametrize("kind", ["network", *SLOW_KINDS])


def said(page: Page) -> str:
    return page.locator(".bbh-said").inner_text()


# Where the browser draws what Python drew.

GEOMETRY = ("cx", "cy", "x", "y", "width", "ry", "points", "transform", "class", "stroke-width")


def parts(item: Any) -> Iterator[tuple[str, dict[str, str], str]]:
    """Name, attributes and own text of every part of a scene."""
    if isinstance(item, str):
        return
    _, attributes, *children = item
    if "data-part" in attributes:
        yield attributes["data-part"], attributes, "".join(child for child in children if isinstance(child, str))
    for child in children:
        yield from parts(child)


def alike(drawn: str, python: str) -> bool:
    """Whether two attributes say the same to a fifth of a pixel."""
    numbers = [[float(word) for word in text.replace(",", " ").split()] for text in (drawn, python)]
    return len(numbers[0]) == len(numbers[1]) and all(abs(a - b) <= 0.2 for a, b in zip(*numbers, strict=True))


@each_kind
def test_the_browser_draws_what_python_drew(page: Page, kind: str) -> None:
    """Both know how to place what moves; here they must agree."""
    widget = MAKE[kind]()
    show(page, widget)
    seen = page.evaluate(
        """names => Object.fromEntries([...document.querySelectorAll("[data-part]")].map(part => [part.dataset.part, {
            ...Object.fromEntries(names.map(name => [name, part.getAttribute(name)])), text: part.textContent,
        }]))""",
        GEOMETRY,
    )
    compared = 0
    for name, attributes, text in parts(widget.state["scene"]):
        if name == "desc" or name.startswith("line"):
            continue  # words that only the browser has
        for attribute in GEOMETRY:
            if attribute not in attributes:
                continue
            drawn, python = seen[name][attribute], attributes[attribute]
            same = set(drawn.split()) - {"any", "along"} == set(python.split()) - {"any", "along"} or (
                attribute not in ("class", "transform") and alike(drawn, python)
            )
            assert same, f"{name}: {attribute} is {drawn[:200]!r} in the browser, {python[:200]!r} in Python"
            compared += 1
        if text and kind != "sum_term":
            assert seen[name]["text"] == text, name
    assert compared >= 4


# Controls, by keyboard and by mouse.


@each_kind
def test_every_slider_answers_to_arrow_keys_within_the_event(page: Page, kind: str) -> None:
    show(page, MAKE[kind]())
    # The picture must be there when the event is over, so before the next frame.
    page.evaluate(
        """() => window.addEventListener("input", () => {
            window.before = window.picture; window.picture = document.querySelector(".bbh").outerHTML;
        })"""
    )
    sliders = page.get_by_role("slider").all()
    assert sliders
    for slider in sliders:
        page.evaluate("window.picture = document.querySelector('.bbh').outerHTML")
        at_end = slider.input_value() == slider.get_attribute("max")
        slider.press("ArrowLeft" if at_end else "ArrowRight")
        assert page.evaluate("window.picture !== window.before")
        value = slider.get_attribute("aria-valuetext")
        expect(slider.locator("xpath=following-sibling::span")).to_have_text(str(value))
        slider.press("Home")
        assert slider.input_value() == "0"


@each_kind
def test_a_screen_reader_hears_when_the_hand_rests(page: Page, kind: str) -> None:
    show(page, MAKE[kind]())
    slider = page.get_by_role("slider").first
    slider.press("Home")
    slider.press("ArrowRight")
    words = said(page)
    page.wait_for_function("window.saved > 0")
    status = page.get_by_role("status")
    expect(status).to_contain_text(words)
    assert page.locator("desc").first.text_content() == status.text_content()


def test_a_slider_follows_the_mouse(page: Page) -> None:
    show(page, MAKE["descent"]())
    slider = page.get_by_role("slider").first
    box = slider.bounding_box()
    assert box
    page.mouse.move(box["x"] + 10, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
    assert "oscillating" in said(page)
    page.mouse.move(box["x"] + box["width"] + 20, box["y"] + box["height"] / 2)
    assert "diverging" in said(page)
    page.mouse.up()
    assert slider.get_attribute("aria-valuetext") == "1.20"


def test_the_regime_changes_at_the_marks(page: Page) -> None:
    show(page, MAKE["descent"]())
    slider = page.get_by_role("slider").first
    slider.press("Home")
    names = {}
    for _ in range(24):
        names[slider.get_attribute("aria-valuetext")] = said(page).rsplit("; ", 1)[-1].strip(".")
        slider.press("ArrowRight")
    assert names["0.45"] == "monotone"
    assert names["0.50"] == "one step"
    assert names["0.55"] == names["0.95"] == "oscillating"
    assert names["1.00"] == "bouncing"


def test_a_list_changes_the_bowl_and_what_the_slider_is_called(page: Page) -> None:
    show(page, MAKE["bowl"]())
    before = page.locator("ellipse").first.get_attribute("ry")
    page.get_by_label("bowl").select_option("x² + y²")
    assert page.locator("ellipse").first.get_attribute("ry") != before
    assert page.get_by_label("learning rate").get_attribute("aria-valuetext") == "0.900"
    assert said(page).startswith("η = 0.9: after 6 steps")


def test_another_view_of_the_same_model_is_followed(page: Page) -> None:
    widget = MAKE["descent"]()
    show(page, widget)
    page.evaluate("values => window.strict.set('values', values)", {**widget.values, "step": 0})
    assert said(page).startswith("x₀ = 8,")
    assert page.get_by_label("step k").input_value() == "0"


def test_what_a_kernel_sends_back_late_does_not_move_the_hand(page: Page) -> None:
    widget = MAKE["descent"]()
    show(page, widget)
    slider = page.get_by_label("step k")
    slider.press("ArrowRight")
    page.evaluate("values => window.strict.set('values', values)", widget.values)
    assert slider.input_value() == "4"
    page.wait_for_function("window.saved > 0")
    assert page.evaluate("window.strict.get('values').step") == 4


@each_kind
def test_a_view_that_is_closed_lets_go(page: Page, kind: str) -> None:
    show(page, MAKE[kind]())
    assert page.evaluate("window.heard.get('change:values').length") == 1
    page.evaluate("window.stop()")
    assert page.evaluate("[...window.heard.values()].flat().length") == 0


# The network.


def test_a_unit_under_the_mouse_shows_its_formulas(page: Page) -> None:
    show(page, MAKE["network"]())
    page.get_by_role("radio", name="hidden unit 2", exact=True).hover()
    words = page.locator("[data-part^=line]").all_text_contents()
    assert words[0] == "hidden unit 2"
    assert words[1] == ("z = Σ w·a + b = (−0.3)·0.5 + 0.5·1 + 0.7·(−1) + (−0.2) = −0.55;  a = tanh(z) = −0.501")
    assert words[2] == "dz = (Σ w·dz behind)·g′(z) = ((−0.7)·(−0.513))·0.749 = 0.269"
    assert words[3] == "db = dz = 0.269;  new b = b − η·db = −0.2 − 1·0.269 = −0.469"
    page.mouse.move(5, 5)
    expect(page.locator("[data-part=line0]")).to_have_text("hidden unit 1")


def test_arrow_keys_walk_along_edges_and_in_columns(page: Page) -> None:
    show(page, MAKE["network"]())
    page.locator("[role=radio][aria-checked=true]").focus()
    walked = []
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowLeft", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
        walked.append(page.locator("[data-part=line0]").text_content())
    assert walked == [
        "hidden unit 2",
        "weight 1, 2 of W2: hidden unit 2 to output 1",
        "output 1",
        "weight 1, 2 of W2: hidden unit 2 to output 1",
        "weight 1, 1 of W2: hidden unit 1 to output 1",
        "hidden unit 1",
        "weight 1, 1 of W1: input 1 to hidden unit 1",
        "input 1",
    ]
    assert page.locator("[role=radio][tabindex='0']").count() == 1


def test_next_goes_forward_and_backward_and_on(page: Page) -> None:
    show(page, MAKE["network"]())
    page.get_by_label("stage").press("Home")
    forward, back = page.get_by_role("button", name="next"), page.get_by_role("button", name="back")
    output, gradient = page.locator("[data-part=a-2-0]"), page.locator("[data-part=dz-2-0]")
    assert output.text_content() == ""
    stages = [said(page)]
    for _ in range(9):
        forward.click()
        stages.append(said(page))
        if "layer 2" in stages[-1]:
            assert output.text_content() == "0.487"
            assert gradient.text_content() == ""
    assert stages[:4] == [
        "Stage: input.",
        "Stage: forward: layer 1.",
        "Stage: forward: layer 2.",
        "Stage: cost; cost 0.7186.",
    ]
    assert stages[4:8] == [f"Stage: backward: {part}; cost 0.7186." for part in ("dZ2", "dW2", "dZ1", "dW1")]
    assert stages[8:] == ["Stage: update; cost 0.7186.", "Stage: input after 1 updates."]
    back.click()
    assert said(page) == "Stage: update; cost 0.7186."


def test_from_zero_only_the_outputs_bias_moves(page: Page) -> None:
    show(page, MAKE["network"]())
    page.get_by_label("weights").select_option("all zero")
    widths = page.locator(".gradient").evaluate_all("lines => lines.map(line => line.getAttribute('stroke-width'))")
    assert set(widths) == {"0.6"}
    page.get_by_role("radio", name="output 1", exact=True).click()
    assert "db = dz = −0.5;" in str(page.locator("[data-part=line3]").text_content())


def test_a_wrong_gradient_is_told_beside_the_right_one(page: Page) -> None:
    from helpers.reference import shallow

    def doubled(*args: Any) -> Any:
        grads = shallow.backward(*args)
        return {**grads, "dW1": 2 * grads["dW1"]}

    show(page, MAKE["network"](backward=doubled))
    page.get_by_role("radio", name="weight 1, 1 of W1").hover()
    assert "dw = dz·a = (−0.363)·0.5 = −0.181, but yours says −0.363" in str(
        page.locator("[data-part=line2]").text_content()
    )


def numbers_at_the_end(texts: list[str]) -> list[float]:
    return [float(text.split(": ")[-1].replace("−", "-")) for text in texts]


def test_the_paths_behind_a_weight_light_up_and_add_up(page: Page) -> None:
    show(page, MAKE["network"](**three_layers()))
    assert page.get_by_role("slider").count() == 1  # a control with one place alone says nothing
    assert page.get_by_role("combobox").count() == 0
    assert page.locator(".bbh-paths").inner_text() == "Choose a weight: its paths to the loss are listed here."
    page.locator("[data-part=edge-1-0-0]").focus()
    words = str(page.locator("[data-part=line3]").text_content())
    assert words.startswith("9 paths to the loss: ")
    assert "but yours" not in words
    assert page.locator(".along").count() == 3 + 9
    paths = page.locator(".bbh-paths button")
    texts = paths.all_text_contents()
    names = [f"1 → 1 → {k} → {r}" for k in (1, 2, 3) for r in (1, 2, 3)]
    assert [text.split(": ")[0] for text in texts] == names
    slope = float(words.split("your dw is ")[1].replace("−", "-"))
    assert sum(numbers_at_the_end(texts)) == pytest.approx(slope, rel=0.01)
    page.locator("[data-part=edge-3-1-2]").focus()
    assert str(page.locator("[data-part=line3]").text_content()).startswith("one path to the loss")
    assert paths.count() == 0


def test_one_path_of_the_list_is_lit_alone_with_its_factors(page: Page) -> None:
    show(page, MAKE["network"](**three_layers(), weight=(1, 2, 0), count_from=0))
    path = page.locator(".bbh-paths button").nth(5)
    name, product = str(path.text_content()).split(": ")
    assert name == "0 → 2 → 1 → 2"
    for light in (path.hover, path.focus):
        light()
        assert page.locator(".along").evaluate_all("edges => edges.map(edge => edge.dataset.part)") == [
            "edge-2-1-2",
            "edge-3-2-1",
        ]
        words = str(page.locator("[data-part=line3]").text_content())
        assert words.startswith(f"path {name}: ")
        assert words.endswith(f" = {product}")
        page.mouse.move(5, 5)
    page.locator("[data-part=unit-0-0]").focus()
    page.locator("[data-part=edge-1-2-0]").focus()
    assert page.locator(".along").count() == 3 + 9


def test_paths_that_do_not_add_up_to_the_learners_gradient_say_so(page: Page) -> None:
    show(page, MAKE["network"](**three_layers(doubled=True), weight=(1, 0, 0)))
    words = str(page.locator("[data-part=line3]").text_content())
    total, yours = (float(text.replace("−", "-")) for text in words.split("add up to ")[1].split(", but yours says "))
    assert yours == pytest.approx(2 * total, rel=0.01)


def test_a_list_of_paths_has_names_and_roles(page: Page) -> None:
    show(page, MAKE["network"](**three_layers(), weight=(1, 0, 0)))
    assert page.get_by_role("list", name="paths to the loss").get_by_role("button").count() == 9
    assert Axe().run(page).violations_count == 0


# The sum term.


def test_one_term_stays(page: Page) -> None:
    show(page, MAKE["sum_term"]())
    page.get_by_role("radio", name="w 2 1").click()
    assert page.locator(".term.stays").count() == 1
    assert page.locator(".term.stays text").first.text_content() == "w₂₁·o₂"
    assert page.locator("[data-part=second]").text_content() == "∂E/∂w₂₁ = −2 (t₁ − o₁) · σ(s₁)(1 − σ(s₁)) · o₂"
    expect(page.locator("[data-part=piece-0]")).to_have_css("fill-opacity", "0")
    page.keyboard.press("ArrowUp")
    assert page.locator(".term.stays text").first.text_content() == "w₁₁·o₁"
    assert "expression_1 says 0.1959, expression_2 says 0.1959" in str(page.locator("[data-part=yours]").text_content())
    page.get_by_label("stage").press("Home")
    assert page.locator(".faded").count() == 1  # expression 2 is not there yet


# Whatever the eyes, and however the page looks.


@pytest.mark.parametrize("theme", ["light", "dark"])
@each_kind
def test_axe_finds_nothing(page: Page, kind: str, theme: str) -> None:
    show(page, MAKE[kind](), theme)
    assert page.locator(".bbh").get_attribute("data-theme") == theme
    page.get_by_role("slider").first.focus()
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_snapshot()


def test_axe_finds_nothing_in_a_message(page: Page) -> None:
    show(page, MAKE["descent"](descend=lambda *_: None))
    assert page.get_by_role("img").locator("desc").text_content().endswith("Is there a `return`?")
    assert page.locator("input").count() == 0
    assert Axe().run(page).violations_count == 0


def test_axe_finds_a_slider_without_a_name(page: Page) -> None:
    """The gate itself: what a label prevents."""
    show(page, MAKE["descent"]())
    page.evaluate("document.querySelectorAll('.bbh-control').forEach(label => label.replaceWith(...label.children))")
    assert "label" in Axe().run(page).generate_snapshot()


def test_a_page_that_says_nothing_follows_the_system(browser: Browser) -> None:
    for scheme in ("light", "dark"):
        with browser.new_context(color_scheme=scheme) as context:
            page = context.new_page()
            show(page, MAKE["sum_term"]())
            page.evaluate("delete document.body.dataset.theme")
            expect(page.locator(".bbh")).to_have_attribute("data-theme", scheme)


def test_nothing_moves_by_itself_where_motion_is_unwelcome(browser: Browser) -> None:
    for motion, duration in (("reduce", "0s"), ("no-preference", "0.5s, 0.5s")):
        with browser.new_context(reduced_motion=motion) as context:
            page = context.new_page()
            show(page, MAKE["sum_term"]())
            expect(page.locator("[data-part=piece-0]")).to_have_css("transition-duration", duration)


def test_paper_shows_the_picture_without_controls_in_light_colours(page: Page) -> None:
    show(page, MAKE["descent"](), "dark")
    page.emulate_media(media="print")
    expect(page.locator(".bbh-controls")).to_be_hidden()
    expect(page.locator(".paper").first).to_have_css("fill", "rgb(255, 255, 255)")


def test_markup_in_a_state_stays_text(page: Page) -> None:
    """A state may come from a student's notebook: nothing in it may run."""
    widget = MAKE["sum_term"]()
    scene = ["svg", {"onload": "window.bad = 1", "role": "img"}, ["title", {}, "<img src=x onerror='window.bad = 1'>"]]
    widget.state = {"scene": scene, "message": "a message"}
    show(page, widget)
    assert page.locator("svg").get_attribute("onload") is None
    for tag in ("script", "foreignObject", "a", "image", "style", "use", "animate"):
        widget.state = {"scene": ["svg", {"role": "img"}, [tag, {}, "window.bad = 1"]], "message": "a message"}
        with pytest.raises(Exception, match=f"a picture holds no <{tag}>"):
            show(page, widget)
    assert page.evaluate("window.bad") is None
