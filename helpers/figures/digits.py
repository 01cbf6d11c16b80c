"""Figures of lesson 7: images of digits, softmax, loss and slope, weights as images, confusions, slopes by pixels."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from helpers.colours import AREAS, COLOURS
from helpers.figures.base import Array, Picture, array, bare, box, line_style, picture, words

SIDE = 8
# Blue, white, orange: both ends are dark in print, too, so the sign is also marked.
_SIGNED = "PuOr_r"


def digit_images(X: ArrayLike, titles: Sequence[str], columns: int = 10) -> Picture:
    """The images in the columns of X (64, m), a title above each, `columns` in a row."""
    images = array(X).T
    starts = range(0, len(images), columns)
    return _images(
        f"{len(images)} images of {SIDE} by {SIDE} pixels. The titles: {', '.join(titles)}.",
        [images[first : first + columns] for first in starts],
        [titles[first : first + columns] for first in starts],
    )


def _images(
    alt: str,
    rows: Sequence[Array],
    titles: Sequence[Sequence[str]],
    size: float = 0.8,
    names: Sequence[str] = (),
    scales: Mapping[int, Sequence[float]] = MappingProxyType({}),
) -> Picture:
    """Rows of images in one pair of axes, which is much faster to draw than a pair for each image.

    rows: arrays (count, 64). titles: texts above the images of each row, or none. size: of an image, in inches.
    names: at the left of the rows. scales: for the rows with signed images, the largest value of each.
    """
    lines = 1 + max((title.count("\n") for row in titles for title in row), default=0)
    across, down = SIDE + 1.2, SIDE + 0.8 + 1.9 * lines
    width, height = across * max(len(row) for row in rows) + 1.5 * bool(names), down * len(rows)
    figure, axes = picture(alt, width=max(size * width / SIDE, 3.0), height=size * height / SIDE)
    bare(axes)
    for line, images in enumerate(rows):
        top = down * line
        if names:
            words(axes, -1.6, top + SIDE / 2, names[line], rotation=90, fontsize=9)
        for place, pixels in enumerate(images):
            _image(axes, pixels, across * place, top, scales[line][place] if line in scales else None)
            if titles[line]:
                words(axes, across * place + SIDE / 2, top - 0.4, titles[line][place], va="bottom", fontsize=9)
    axes.set(
        xlim=(-2.6 if names else -0.6, width - 0.6), ylim=(height - down + SIDE + 0.6, SIDE - down), aspect="equal"
    )
    return figure


def _image(axes: Axes, pixels: Array, x: float, y: float, largest: float | None) -> None:
    """One column as an image with its top left at (x, y); where `largest` is given, large values carry their sign."""
    square = np.reshape(pixels, (SIDE, SIDE))
    low, high, colours = (0.0, 1.0, "Greys") if largest is None else (-largest, largest, _SIGNED)
    extent = (x, x + SIDE, y + SIDE, y)
    axes.imshow(square, cmap=colours, vmin=low, vmax=high, interpolation="nearest", extent=extent)
    box(axes, x, y, SIDE, SIDE, fill=False, edgecolor="0.6", linewidth=0.6)
    if largest is None:
        return
    for marker, share in (("+", square / largest), ("_", -square / largest)):
        for ink, shown in (("black", (share > 0.35) & (share <= 0.7)), ("white", share > 0.7)):
            down, across = np.nonzero(shown)
            axes.plot(x + across + 0.5, y + down + 0.5, linestyle="", marker=marker, color=ink, markersize=4.5)


def softmax_bars(softmax: Callable[[Any], Any], scores: Sequence[float]) -> Picture:
    """Scores as bars, and beside them the probabilities that `softmax` makes of them. softmax: (K, 1) to (K, 1)."""
    Z = array(scores)
    A = array(softmax(Z[:, None])).ravel()
    said = ", ".join(f"{z:g} becomes {a:.3f}" for z, a in zip(Z, A, strict=True))
    figure, (left, right) = picture(
        f"Scores and their probabilities: {said}. The probabilities add up to {np.sum(A):.3f}.",
        columns=2,
        width=8.0,
        height=3.0,
    )
    places = np.arange(1, len(A) + 1)
    left.bar(places, Z, color=AREAS[0], edgecolor="black", linewidth=0.6)
    left.axhline(0, color="black", linewidth=0.8)
    left.set(title="scores Z", xlabel="class", xticks=places, ylim=(-3.4, 5.4))
    bars = right.bar(places, A, color=AREAS[1], edgecolor="black", linewidth=0.6)
    right.bar_label(bars, fmt="%.3f", fontsize=9)
    right.set(title="probabilities A", xlabel="class", xticks=places, ylim=(0, 1.12))
    return figure


def loss_and_slope(scores: ArrayLike, losses: ArrayLike, slopes: ArrayLike) -> Picture:
    """The loss of a sample against the score of the right class, and beside it the loss's slope by that score."""
    z, loss, slope = array(scores), array(losses), array(slopes)
    figure, (left, right) = picture(
        f"The loss against the score of the right class: {loss[0]:.2f} at {z[0]:g}, {loss[-1]:.3f} at {z[-1]:g}. "
        f"Its slope: {slope[0]:.3f} at {z[0]:g}, {slope[-1]:.3f} at {z[-1]:g}.",
        columns=2,
        width=8.4,
        height=3.2,
    )
    for axes, line, title in ((left, loss, "the loss of this sample"), (right, slope, "its slope: dZ of this score")):
        axes.plot(z, line, **line_style(0))
        axes.set(xlabel="score of the right class", title=title)
    left.set_ylim(bottom=0)
    right.set_ylim(-1.1, 0.1)
    return figure


def weight_images(W: ArrayLike) -> Picture:
    """Each row of W, (10, 64), as an image: where ink speaks for that row's digit (+), and where against it (−)."""
    rows = array(W)
    largest = float(np.max(np.abs(rows))) or 1.0
    said = []
    for digit, row in enumerate(rows):
        best, worst = (divmod(int(place), SIDE) for place in (np.argmax(row), np.argmin(row)))
        said.append(f"{digit}: row {best[0]}, column {best[1]}; row {worst[0]}, column {worst[1]}")
    return _images(
        f"The 64 weights of each digit's score as images, from {np.min(rows):.2f} to {np.max(rows):.2f}. Where ink "
        f"speaks most for a digit, and most against it: {', '.join(said)}.",
        [rows],
        [[str(digit) for digit in range(len(rows))]],
        scales={0: [largest] * len(rows)},
    )


def slopes_agree(by_nudging: ArrayLike, by_formula: ArrayLike) -> Picture:
    """Slopes by formula against slopes by nudging, one mark for each parameter; right ones lie on the line."""
    seen, claimed = array(by_nudging), array(by_formula)
    figure, axes = picture(
        f"{len(seen)} slopes by formula against the same by nudging. The largest distance from the line where both "
        f"agree is {np.max(np.abs(seen - claimed)):.1e}, the largest slope {np.max(np.abs(seen)):.2g}.",
        width=4.4,
        height=4.0,
    )
    reach = 1.1 * float(max(np.max(np.abs(seen)), np.max(np.abs(claimed)), 1e-12))
    axes.plot([-reach, reach], [-reach, reach], color="0.5", linewidth=1)
    axes.plot(seen, claimed, "o", color=COLOURS[0], markersize=5, alpha=0.7)
    axes.set(xlabel="by nudging", ylabel="by formula", title="60 of your gradients" if len(seen) == 60 else "gradients")
    return figure


def confusion_matrix(counts: ArrayLike) -> Picture:
    """The confusion matrix (K, K), rows = label, columns = answer, with its numbers; mistakes have a frame."""
    table = array(counts)
    K = len(table)
    wrong = table - np.diag(np.diag(table))
    places = sorted(np.ndindex(K, K), key=lambda at: -wrong[at])[:3]
    worst = "; ".join(f"{label} taken for {answer} ({wrong[label, answer]:g})" for label, answer in places)
    figure, axes = picture(
        f"The confusion matrix of {np.sum(table):g} samples, {np.trace(table):g} right. Most frequent: {worst}.",
        width=5.6,
        height=5.2,
    )
    shares = table / np.maximum(np.sum(table, axis=1, keepdims=True), 1)
    axes.imshow(np.sqrt(shares), cmap="Greys", vmin=0, vmax=1.3)
    axes.grid(False)
    for (label, answer), count in np.ndenumerate(table):
        if not count:
            continue
        dark = np.sqrt(shares[label, answer]) > 0.6
        words(axes, answer, label, f"{count:g}", color="white" if dark else "black")
        if label != answer:
            box(axes, answer - 0.46, label - 0.46, 0.92, 0.92, fill=False, edgecolor=COLOURS[1], linewidth=1.6)
    axes.set(xlabel="the network's answer", ylabel="label: what is right", xticks=range(K), yticks=range(K))
    axes.set_title("right on the diagonal, mistakes in frames")
    return figure


def worst_confusions(X: ArrayLike, labels: ArrayLike, A: ArrayLike, count: int = 8) -> Picture:
    """The wrongly read images with the highest probability of their wrong answers, the worst first.

    X: (64, m). labels: (m,). A: (10, m), probabilities. Where fewer are wrong, fewer are shown, and it is said.
    """
    right, probabilities = np.asarray(labels), array(A)
    answers, sure = np.argmax(probabilities, axis=0), np.max(probabilities, axis=0)
    wrong = np.flatnonzero(answers != right)
    worst = wrong[np.argsort(-sure[wrong], kind="stable")][:count]
    titles = [f"{right[i]}, read {answers[i]}\n({sure[i]:.0%} sure)" for i in worst]
    said = "; ".join(title.replace("\n", " ") for title in titles) or "none"
    alt = f"{len(wrong)} of {len(right)} images are read wrongly. The worst: {said}."
    if not len(worst):
        figure, axes = picture(alt, width=4.0, height=0.8)
        bare(axes)
        words(axes, 0.5, 0.5, "all are read correctly", transform=axes.transAxes)
        return figure
    return _images(alt, [array(X).T[worst]], [titles], size=1.05)


def pixel_slopes(X: ArrayLike, slopes: ArrayLike, titles: Sequence[str]) -> Picture:
    """Images, (64, m), and below each the slope of its loss by each pixel, (64, m): − where more ink helps."""
    images, below = array(X).T, array(slopes).T
    said = []
    for title, slope in zip(titles, below, strict=True):
        row, column = divmod(int(np.argmin(slope)), SIDE)
        said.append(f"{title}: {slope.min():.2g} at row {row}, column {column}, up to {slope.max():.2g}")
    # Each in its own scale: a sure network has tiny slopes, and their pattern is what is to be seen.
    largest = [float(np.max(np.abs(slope))) or 1.0 for slope in below]
    return _images(
        f"Images, and the slope of their loss by each pixel. The most negative: {'; '.join(said)}.",
        [images, below],
        [list(titles), []],
        size=1.2,
        names=("image", "slope by pixel"),
        scales={1: largest},
    )
