"""`course audit --confusion`: how well the checks name the mistakes of the known answers."""

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from course.audit.audited import Audited
from course.authoring.known import split_names
from helpers.mistakes.plain import PLAIN

KINDS = ("singles", "by their end", "pairs")
ENDINGS = frozenset(mistake.name for mistake in PLAIN)
VERDICTS = ("named rightly", "abstained", "named wrongly")


def confusion(audited: Iterable[Audited]) -> dict[str, dict[str, int]]:
    """Count the answers in `audited` by how they were named.

    Singles and pairs are the wrong answers that say by `names` what they must be called; "by their end" are those of
    them that a check tells without a model, such as shapes that do not fit. One that must have no name is a single from
    which the check should abstain. Those without `names` are only counted as named or not: whether such a name is
    right, a person must judge. "right answers" counts those that kept all points, and those that were rejected.
    """
    counts = {kind: Counter(dict.fromkeys(VERDICTS, 0)) for kind in KINDS}
    unjudged, right = Counter({"named": 0, "abstained": 0}), Counter({"accepted": 0, "rejected": 0})
    for one in audited:
        if one.answer.kind == "right":
            right["rejected" if one.lost else "accepted"] += 1
        elif one.answer.names is None:
            unjudged["abstained" if one.named is None else "named"] += one.answer.kind == "wrong"
        else:
            names = split_names(one.answer.names) or frozenset()
            kind = "by their end" if names and names <= ENDINGS else "singles" if len(names) < 2 else "pairs"
            counts[kind][VERDICTS[1 if one.named is None else 0 if one.well_named else 2]] += 1
    return {name: dict(count) for name, count in {**counts, "not judged": unjudged, "right answers": right}.items()}


def show_confusion(audited: Sequence[Audited], console: Console) -> None:
    """Print the counts as tables, then each answer that was not called what it must be called."""
    counts = confusion(audited)
    table = Table("mistakes", *VERDICTS, title="What the checks call the known answers", title_justify="left")
    for kind in KINDS:
        table.add_row(kind, *(str(counts[kind][verdict]) for verdict in VERDICTS))
    console.print(table)
    open_, right = counts["not judged"], counts["right answers"]
    console.print(
        f"Without `names`, so for a person to judge: {open_['named']} named, {open_['abstained']} not.\n"
        f"Right answers: {right['accepted']} accepted, {right['rejected']} rejected.",
        highlight=False,
    )
    for one in audited:
        if one.well_named is False:
            called = f'"{one.named}"' if one.named else "nothing"
            said = f'{one.lesson} {one.answer.name}: "{one.answer.names}" was called {called}'
            console.print(said, markup=False, soft_wrap=True)
