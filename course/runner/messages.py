"""Messages of a shell, checked: from the box anything may come under the name of an output."""

from typing import Any

_MOST_KEYS = 30
_MOST_DEPTH = 20
# What a check records about itself is no student's to write.
_RECORDS = "application/vnd.backprop-by-hand."
_BUNDLES = ("display_data", "update_display_data", "execute_result")

Message = tuple[str, dict[str, Any]]


def clean_message(kind: Any, content: Any, prefix: str = "") -> Message | None:
    """Return the message with exactly the keys and types that outputs have; None where it is none.

    `prefix`, of what comes from the box, goes before the names of displays: one side cannot change what the other side
    shows. From there come no records of checks either.
    """
    if not isinstance(content, dict):
        return None
    if kind == "stream":
        name, text = content.get("name"), content.get("text")
        if name not in ("stdout", "stderr") or not isinstance(text, str):
            return None
        return "stream", {"name": name, "text": text}
    if kind == "error":
        lines = content.get("traceback")
        if not isinstance(lines, list):
            return None
        return "error", {
            "ename": _text(content.get("ename"), 200),
            "evalue": _text(content.get("evalue")),
            "traceback": [_text(line) for line in lines[:2000]],
        }
    if kind == "clear_output":
        return "clear_output", {"wait": content.get("wait") is True}
    if kind in _BUNDLES:
        return kind, _clean_bundle(kind, content, prefix)
    return None


def _clean_bundle(kind: str, content: dict[str, Any], prefix: str) -> dict[str, Any]:
    data = _mapping(content.get("data"), texts=True)
    clean: dict[str, Any] = {
        "data": {mime: value for mime, value in data.items() if not (prefix and mime.lower().startswith(_RECORDS))},
        "metadata": _mapping(content.get("metadata"), texts=False),
    }
    if kind == "execute_result":
        count = content.get("execution_count")
        clean["execution_count"] = count if type(count) is int else 0
        return clean
    transient = content.get("transient")
    display_id = transient.get("display_id") if isinstance(transient, dict) else None
    clean["transient"] = {"display_id": prefix + display_id[:100]} if isinstance(display_id, str) else {}
    return clean


def _mapping(found: Any, texts: bool) -> dict[str, Any]:
    if not isinstance(found, dict):
        return {}
    pairs = [(key, value) for key, value in found.items() if isinstance(key, str)][:_MOST_KEYS]
    if not texts:
        return {key: _plain(value, 0) for key, value in pairs}
    return {key: value if isinstance(value, str) else _plain_data(key, value) for key, value in pairs}


def _plain_data(mime: str, value: Any) -> Any:
    """Return data of a JSON type as JSON; any other type has to be text."""
    if mime == "application/json" or (mime.startswith("application/") and mime.endswith("+json")):
        return _plain(value, 0)
    return str(value)[:1000] if isinstance(value, int | float) else ""


def _plain(value: Any, depth: int) -> Any:
    if depth > _MOST_DEPTH:
        return None
    if isinstance(value, dict):
        return {str(key): _plain(entry, depth + 1) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry, depth + 1) for entry in value]
    # JSON has no nan and no infinity.
    if isinstance(value, float) and not -1e308 <= value <= 1e308:
        return None
    return value if value is None or isinstance(value, bool | int | float | str) else None


def _text(value: Any, most: int = 200_000) -> str:
    return value[:most] if isinstance(value, str) else ""
