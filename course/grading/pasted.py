"""Pictures that were pasted into a text as data URLs, as Colab does: megabytes in the middle of a sentence."""

import re
from collections.abc import Container

LARGE = 50_000  # characters; a smaller one, such as the map in a lesson, is in nobody's way
_PICTURE = re.compile(r"data:image/([a-z.+-]{1,30})[^\s\"'<>(),]{0,100},([^\s\"'<>()]*)", re.IGNORECASE)
_KINDS = {"png": "png", "jpeg": "jpg", "jpg": "jpg", "gif": "gif", "webp": "webp"}
CUT = "[a picture was here]"


def without_pictures(text: str) -> str:
    """Return a text without the data of the pictures in it."""
    return _PICTURE.sub("", text)


def take_out(text: str, taken: Container[str]) -> tuple[str, dict[str, dict[str, str]], int]:
    """Return the text without its large pictures, the pictures as attachments of its cell, and how many were cut.

    taken: names of attachments that are there already. A picture of a kind that a browser may not show is cut.
    """
    found: dict[str, dict[str, str]] = {}
    cut = 0

    def replace(match: re.Match[str]) -> str:
        nonlocal cut
        if len(match[0]) < LARGE:
            return match[0]
        ending = _KINDS.get(match[1].lower())
        if ending is None or not match[0][: -len(match[2]) - 1].lower().endswith(";base64"):
            cut += 1
            return CUT
        number = len(found) + 1
        while (name := f"pasted-{number}.{ending}") in taken:
            number += 1
        kind = "jpeg" if ending == "jpg" else ending
        found[name] = {f"image/{kind}": match[2]}
        return f"attachment:{name}"

    return _PICTURE.sub(replace, text), found, cut
