"""The time in timestamp.txt, as the exchange, a platform or a person wrote it."""

import re
from datetime import UTC, datetime
from pathlib import Path

from dateutil.tz import gettz, tzlocal  # type: ignore[import-untyped]

NAME = "timestamp.txt"
_NAMED = re.compile(r"(?P<time>.*\d)\s+(?P<zone>[A-Za-z_]+(?:/[A-Za-z0-9_+-]+)*)")
_SPACED = re.compile(r"\s+(?=[+-]\d\d(?::?\d\d)?$)")  # before an offset


def parse_timestamp(text: str) -> datetime | None:
    """Return the time in UTC, without a zone, as nbgrader keeps it; None for an empty text.

    A time is 2026-11-20 10:00:00.000000, and then UTC, an offset (-03, +0100, +05:30, Z) or the name of a zone that
    is the same everywhere; without any it is UTC. nbgrader itself takes "-03" for three seconds. Raises ValueError.
    """
    text = text.strip()
    if not text:
        return None
    named = _NAMED.fullmatch(text)
    try:
        time = datetime.fromisoformat(named["time"] if named else _SPACED.sub("", text))
    except ValueError:
        raise ValueError(f"{text[:60]!a}: write it as 2026-11-20 10:00:00 UTC, or with an offset, as +0100") from None
    if named:
        zone = UTC if named["zone"] in ("UTC", "GMT", "Z") else gettz(named["zone"])
        if zone is None or isinstance(zone, tzlocal) or time.tzinfo is not None:
            raise ValueError(f"{named['zone'][:40]!a} is not one zone everywhere: write an offset, as +0100")
        time = time.replace(tzinfo=zone)
        if zone is not UTC and "/" not in named["zone"] and time.tzname() != named["zone"]:
            raise ValueError(f"{named['zone'][:40]!a} does not hold on that day: write an offset, as +0100")
    try:
        return time if time.tzinfo is None else time.astimezone(UTC).replace(tzinfo=None)
    except OverflowError as error:
        raise ValueError(f"{text[:60]!a}: {error}") from None


def read_timestamp(folder: Path | str) -> datetime | None:
    """Return when a folder was handed in, or None where that is not known. Raises ValueError and OSError."""
    try:
        return parse_timestamp((Path(folder) / NAME).read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return None
