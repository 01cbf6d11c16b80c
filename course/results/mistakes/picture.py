"""The heat map: mistakes by exercises, each cell with the number of students."""

import textwrap

from course.results.mistakes.collect import ClassMistakes, rank
from helpers.figures import Picture, picture

# More rows than this fill more than a page; the table has them all.
MOST_ROWS = 30
LABEL_WIDTH = 44


def heat_map(found: ClassMistakes) -> Picture:
    """How many students made each mistake in each exercise; the most frequent mistakes, each with its numbers.

    One hue that grows darker reads the same for the colour blind, and every number is written out.
    """
    counts = found.counts()
    totals: dict[str, int] = {}
    for mistakes in counts.values():
        for label, students in mistakes.items():
            totals[label] = totals.get(label, 0) + len(students)
    labels = sorted(totals, key=lambda label: (rank(label), -totals[label], label))[:MOST_ROWS]
    exercises = [exercise for exercise in found.exercises if any(label in counts[exercise] for label in labels)]
    rows = [[len(counts[exercise].get(label, ())) for exercise in exercises] for label in labels]
    if not labels:
        rows, labels, exercises = [[0]], ["no mistakes"], [found.lesson]
    figure, axes = picture(
        alt_text(found, totals, labels),
        width=4.6 + 0.5 * len(exercises),
        height=1.9 + 0.38 * len(labels),
    )
    largest = max(max(row) for row in rows) or 1
    axes.imshow(rows, cmap="Blues", vmin=0, vmax=largest, aspect="auto")
    for y, row in enumerate(rows):
        for x, number in enumerate(row):
            if number:
                colour = "white" if number > 0.7 * largest else "black"
                axes.text(x, y, str(number), ha="center", va="center", color=colour, fontsize=9)
    axes.set_xticks(range(len(exercises)), exercises, rotation=45, ha="right", rotation_mode="anchor", fontsize=8)
    axes.set_yticks(range(len(labels)), ["\n".join(textwrap.wrap(label, LABEL_WIDTH)) for label in labels], fontsize=8)
    axes.set_title(f"{found.lesson}: how many of {len(found.students)} students", fontsize=10, loc="left")
    axes.grid(False)
    axes.set_xticks([x - 0.5 for x in range(len(exercises) + 1)], minor=True)
    axes.set_yticks([y - 0.5 for y in range(len(labels) + 1)], minor=True)
    axes.grid(which="minor", color="#bbbbbb", linewidth=0.6)
    axes.spines[:].set_visible(False)
    axes.tick_params(which="both", length=0)
    return figure


def alt_text(found: ClassMistakes, totals: dict[str, int], labels: list[str]) -> str:
    """What the picture shows, with the largest numbers: a table beside it has all of them."""
    first = (
        f"Heat map of {found.lesson}: how many of {len(found.students)} students made each mistake in each exercise."
    )
    largest = [f"{label} ({totals[label]})" for label in labels[:3] if label in totals]
    return f"{first} Most often: {'; '.join(largest)}." if largest else f"{first} Nobody made any."
