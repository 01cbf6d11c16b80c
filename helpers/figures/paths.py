"""Figures of paths through a network: the paths of a weight, their products, and what two ways of adding them cost."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from helpers.colours import AREAS, COLOURS
from helpers.figures.base import Picture, bare, legend_beside, picture, style, words

_SPANS = {"a second": 1, "a day": 24 * 3600, "a year": 365.25 * 24 * 3600}


def lit_paths(sizes: Sequence[int], paths: Sequence[Sequence[int]]) -> Picture:
    """A network with these layer sizes (inputs first), and paths lit in it that all end at an output.

    paths: tuples of unit indices, one for each layer from the unit in front of the weight on. Their first arrow, the
    weight, is marked.
    """
    walks = [tuple(int(unit) for unit in path) for path in paths]
    first = walks[0] if walks else ()
    layer = len(sizes) - len(first) + 1
    said = f"The weight W{layer}[{first[1]}, {first[0]}] is marked. " if len(first) > 1 else ""
    listed = ", ".join("-".join(map(str, walk)) for walk in walks[:12]) + (", ..." if len(walks) > 12 else "")
    figure, axes = picture(
        f"A {'-'.join(map(str, sizes))} network. {said}Paths lit in it: {len(walks)}, namely {listed or 'none'}.",
        width=7.2,
        height=3.4,
    )
    bare(axes)
    place = [[(2.2 * at, (size - 1) / 2 - unit) for unit in range(size)] for at, size in enumerate(sizes)]
    lit = {(layer - 1 + at, *arrow) for walk in walks for at, arrow in enumerate(pairwise(walk))}
    passed = {(layer - 1 + at, unit) for walk in walks for at, unit in enumerate(walk)}
    for at, (before, here) in enumerate(pairwise(place)):
        for i, j in np.ndindex(len(before), len(here)):
            look = {"color": "0.75", "linewidth": 0.8, "linestyle": ":"}
            if (at, i, j) in lit:
                weight = at == layer - 1
                look = {"color": COLOURS[1] if weight else COLOURS[0], "linewidth": 5.0 if weight else 2.2}
            axes.plot(*zip(before[i], here[j], strict=True), zorder=1, **look)
    top = (max(sizes) - 1) / 2
    for at, column in enumerate(place):
        for unit, (x, y) in enumerate(column):
            fill = AREAS[1] if (at, unit) in passed else "white"
            axes.plot([x], [y], "o", markersize=24, color=fill, markeredgecolor="0.3", zorder=2)
            words(axes, x, y, str(unit), fontsize=11, zorder=3)
        name = "inputs" if at == 0 else "outputs" if at == len(sizes) - 1 else f"layer {at}"
        words(axes, 2.2 * at, top + 0.6, name, va="baseline", fontsize=10)
    axes.set(ylim=(-top - 0.5, top + 0.9))
    return figure


def path_products(products: Mapping[Sequence[int], float], nudged: float) -> Picture:
    """One bar for each path, and beside them the sum of all and what a nudge of the weight says.

    products: path -> the product of its slopes.
    """
    names = ["-".join(map(str, path)) for path in products]
    values = [float(value) for value in products.values()]
    total = sum(values)
    said = ", ".join(f"{name}: {value:.3g}" for name, value in zip(names, values, strict=True))
    figure, axes = picture(
        f"The products along {len(values)} paths, {said}. Their sum is {total:.4g}, and a nudge says {nudged:.4g}.",
        width=8.0,
        height=3.6,
    )
    places, last = np.arange(len(values)), len(values) + 0.5
    axes.bar(places, values, width=0.7, color=AREAS[1], edgecolor="0.3", label="one path each")
    axes.bar([last], [total], width=0.7, color=AREAS[0], edgecolor="0.3", hatch="//", label="their sum")
    axes.plot([last], [nudged], "o", color=COLOURS[1], markersize=9, label="by nudging")
    axes.axhline(0, color="0.3", linewidth=0.8)
    axes.set_xticks([*places, last], [*names, "sum"], rotation=45, ha="right")
    axes.set(xlabel="path: unit by unit", ylabel="product", title="Each path's share of the gradient")
    legend_beside(axes)
    return figure


def operation_counts(counts: Mapping[int, tuple[int, int]], per_second: float) -> Picture:
    """Multiplications by depth for both ways, on a logarithmic axis, with marks for what a machine does in some time.

    counts: depth -> multiplications by paths, by backpropagation. per_second: assumed multiplications a second.
    """
    depths = list(counts)
    by_paths, by_backpropagation = ([float(count) for count in way] for way in zip(*counts.values(), strict=True))
    reached = []
    for name, span in _SPANS.items():
        first = next((depth for depth in depths if counts[depth][0] >= span * per_second), None)
        if first is not None:
            reached.append(f"{name} at depth {first}")
    figure, axes = picture(
        f"Multiplications by depth, from {depths[0]} to {depths[-1]} layers. By paths they grow from "
        f"{by_paths[0]:.3g} to {by_paths[-1]:.3g}, by backpropagation from {by_backpropagation[0]:.3g} to "
        f"{by_backpropagation[-1]:.3g}. "
        f"At {per_second:.3g} a second the paths take {', '.join(reached) or 'no second'}.",
        width=7.6,
        height=4.2,
    )
    axes.plot(depths, by_paths, markersize=5, label="sum over paths", **style(0))
    axes.plot(depths, by_backpropagation, markersize=5, label="backpropagation", **style(1))
    for name, span in _SPANS.items():
        axes.axhline(span * per_second, color="0.4", linewidth=0.9, linestyle=":")
        axes.text(depths[0], span * per_second * 1.3, name, fontsize=8.5, color="0.2")
    axes.set_yscale("log")
    axes.set(xlabel="depth: layers with weights", ylabel="multiplications")
    axes.set_title(
        f"What all gradients cost; dotted: the time, at {per_second:.0e} multiplications a second", fontsize=10
    )
    legend_beside(axes)
    return figure
