"""Text of students' making, as it can be printed on any terminal."""

MOST = 300


def printable(text: str, most: int = MOST) -> str:
    """Return the text with a mark for each character that is not shown, such as those that steer a terminal."""
    shown = "".join(character if character.isprintable() else "\ufffd" for character in text[:most])
    return shown if len(text) <= most else f"{shown} ..."
