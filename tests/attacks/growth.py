"""Attacks by values that are small on their way, and grow or take long where a check looks at them."""

from tests.attacks.attack import Attack

GROWS = "stock's kernel takes all the memory that there is"
LONG = "stock waits for it until its time is over"


def returns(name: str, tries: str, expression: str, unsafe: str = GROWS, before: str = "") -> Attack:
    """An attack in which all answers return one value."""
    return Attack(
        name,
        "growing values",
        tries,
        unsafe=unsafe,
        start=before,
        double=f"def double(n):\n    return {expression}",
        halve=f"def halve(values):\n    return {expression}",
        step=f"def step(x, eta):\n    return {expression}",
    )


ATTACKS = (
    returns("bytes-that-are-listed", "returns 54 MB in nine million rows", "np.zeros((9_000_000, 6), np.int8)"),
    returns("range-as-array", "returns a range of a hundred million numbers", "range(10**8)"),
    returns("range-without-end", "returns a range of 2^53 numbers", "range(2**53)"),
    returns("one-long-text", "returns texts of which one is long, to be padded", "['x' * 100_000] + ['a'] * 20_000"),
    returns("many-keys", "returns a dict of ninety thousand keys", "{str(key): [key] for key in range(60_000)}"),
    returns("many-digits", "returns whole numbers beyond all floats", "[2**4000] * 10_000", unsafe=LONG),
    Attack(
        "larger-each-time",
        "growing values",
        "returns an array that doubles with each call",
        unsafe=GROWS,
        start="kept = [np.ones(10**6)]\n\ndef more():\n    kept.append(np.tile(kept[-1], 2))\n    return kept[-1]",
        double="def double(n):\n    return more()",
        halve="def halve(values):\n    return more()",
        step="def step(x, eta):\n    return more()",
    ),
    Attack(
        "input-made-huge",
        "growing values",
        "makes its inputs huge, and returns them",
        unsafe=GROWS,
        halve="def halve(values):\n    values *= 90_000\n    return values",
        step="def step(x, eta):\n    return np.broadcast_to(x, (10**12,))",
    ),
)
