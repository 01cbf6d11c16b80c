"""Messages of a shell, checked: from the box anything may come under the name of an output."""

import html
import json
from typing import Any

_MOST_KEYS = 30
# What a check records about itself is no student's to write.
_RECORDS = "application/vnd.backprop-by-hand."
_BUNDLES = ("display_data", "update_display_data", "execute_result")

# Where what is not shown on a graded page can be seen.
ELSEWHERE = "The picture is in your own notebook."

Message = tuple[str, dict[str, Any]]


def frame(alt: str, note: str = ELSEWHERE) -> dict[str, str]:
    """Return the MIME bundle that stands for a picture: its alt text, and below it where the picture is.

    The feedback page draws the frame: course/pages/base/mathjax.html.j2 has the style of `figure`.
    """
    caption = f"<figcaption><em>{note}</em></figcaption>" if note else ""
    page = f"<figure>{html.escape(str(alt))}{caption}</figure>"
    return {"text/html": page, "text/plain": f"[figure: {alt}]\n{note}".rstrip()}


def clean_message(kind: Any, content: Any, prefix: str = "") -> Message | None:
    """Return the message with exactly the keys and types that outputs have; None where it is none.

    `prefix`, of what comes from the box, goes before the names of displays: one side cannot change what the other side
    shows. From there come no records of checks either.
    """
    if not (isinstance(kind, str) and isinstance(content, dict)):
        return None
    if kind == "stream":
        name, text = content.get("name"), content.get("text")
        known = isinstance(name, str) and name in ("stdout", "stderr") and isinstance(text, str)
        return (kind, {"name": name, "text": text}) if known else None
    if kind == "error":
        lines = content.get("traceback")
        if not isinstance(lines, list):
            return None
        name, text = _text(content.get("ename"))[:200], _text(content.get("evalue"))
        return kind, {"ename": name, "evalue": text, "traceback": list(map(_text, lines[:2000]))}
    if kind == "clear_output":
        return kind, {"wait": content.get("wait") is True}
    return (kind, _clean_bundle(kind, content, prefix)) if kind in _BUNDLES else None


def _clean_bundle(kind: str, content: dict[str, Any], prefix: str) -> dict[str, Any]:
    data = {mime: value if isinstance(value, str) else _as_mime(mime, value) for mime, value in _pairs(content, "data")}
    if prefix:
        data = {mime: value for mime, value in data.items() if not mime.lower().startswith(_RECORDS)}
    clean: dict[str, Any] = {"data": data, "metadata": _as_json(dict(_pairs(content, "metadata")))}
    if kind == "execute_result":
        count = content.get("execution_count")
        return {**clean, "execution_count": count if type(count) is int else 0}
    display_id = dict(_pairs(content, "transient")).get("display_id")
    return {**clean, "transient": {"display_id": prefix + display_id[:100]} if isinstance(display_id, str) else {}}


def _pairs(content: dict[str, Any], name: str) -> list[tuple[str, Any]]:
    found = content.get(name)
    pairs = found.items() if isinstance(found, dict) else ()
    return [(key, value) for key, value in pairs if isinstance(key, str)][:_MOST_KEYS]


def _as_mime(mime: str, value: Any) -> Any:
    """Return data of a JSON type as JSON; any other type has to be text."""
    if mime == "application/json" or (mime.startswith("application/") and mime.endswith("+json")):
        return _as_json(value)
    return str(value)[:1000] if isinstance(value, int | float) else ""


def _as_json(value: Any) -> Any:
    """Return what JSON can hold of a value: it has no nan and no infinity."""
    text = json.dumps(value, skipkeys=True, default=lambda other: None)
    return json.loads(text, parse_constant=lambda name: None)


def _text(value: Any) -> str:
    return value[:200_000] if isinstance(value, str) else ""
