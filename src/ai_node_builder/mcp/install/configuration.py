"""One entry in a client's configuration file; everything else in it stays as it is."""

import json
import re
import shutil
import tomllib
from pathlib import Path

from ai_node_builder.errors import UserError
from ai_node_builder.types import JsonObject

from .clients import Place

TOML_KEY = re.compile(r"[A-Za-z0-9_-]+")


def spelled(place: Place, name: str, entry: JsonObject) -> str:
    """The entry as it stands in the file of a client that has no other."""
    if place.format == "toml":
        return _toml(place.key, name, entry)
    return _json({place.key: {name: entry}})


def with_entry(place: Place, text: str, name: str, entry: JsonObject) -> str:
    """The file's text with this entry; UserError where it cannot be read, so that nothing in it is lost."""
    return _with_toml(place, text, name, entry) if place.format == "toml" else _with_json(place, text, name, entry)


def write(place: Place, name: str, entry: JsonObject) -> Path | None:
    """Put the entry into the client's file; answers where the earlier file is kept, None where none was changed.

    UserError where the file is not what the client would understand; then nothing is changed.
    """
    # A link to the file, as people have who keep their settings elsewhere, stays a link.
    file = place.file.resolve()
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    changed = with_entry(place, text, name, entry)
    if changed == text:
        return None  # what is kept from before stays the file without this entry
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.partial")
    partial.write_text(changed, encoding="utf-8")
    backup = file.with_name(f"{file.name}.before-ainb") if text else None
    if backup is not None:
        shutil.copy2(file, backup)
        shutil.copymode(file, partial)
    partial.replace(file)
    return backup


def _with_json(place: Place, text: str, name: str, entry: JsonObject) -> str:
    try:
        document = json.loads(text or "{}")
    except ValueError as error:
        raise _unreadable(place, f"it is not plain JSON ({error})", name, entry) from None
    if not isinstance(document, dict) or not isinstance(document.get(place.key, {}), dict):
        raise _unreadable(place, f"it has no object {place.key}", name, entry)
    return _json(document | {place.key: document.get(place.key, {}) | {name: entry}})


def _with_toml(place: Place, text: str, name: str, entry: JsonObject) -> str:
    """TOML is changed as text, which keeps comments; what comes out is read again, and must say what it should."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(place, f"it is not TOML ({error})", name, entry) from None
    servers = document.get(place.key, {})
    kept = _without_table(text, place.key, name) if name in servers else text
    changed = "\n\n".join(part for part in (kept.rstrip(), _toml(place.key, name, entry)) if part)
    wanted = document | {place.key: servers | {name: entry}}
    try:
        if tomllib.loads(changed) == wanted:
            return changed
    except tomllib.TOMLDecodeError:
        pass
    raise _unreadable(place, f"{place.key} is not written as tables there", name, entry)


def _without_table(text: str, key: str, name: str) -> str:
    """The text without the table of a server and the tables within it."""
    header = re.compile(rf"\s*\[\s*{re.escape(key)}\s*\.\s*[\"']?{re.escape(name)}[\"']?\s*[\].]")
    kept, inside = [], False
    for line in text.splitlines(keepends=True):
        if line.lstrip().startswith("["):
            inside = bool(header.match(line))
        if not inside:
            kept.append(line)
    return "".join(kept)


def _json(document: JsonObject) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _toml(key: str, name: str, entry: JsonObject) -> str:
    """JSON's texts and lists are TOML's too."""
    quoted = name if TOML_KEY.fullmatch(name) else json.dumps(name)
    lines = [f"{field} = {json.dumps(value)}" for field, value in entry.items() if field != "env"]
    if environment := entry.get("env"):
        inner = ", ".join(f"{variable} = {json.dumps(value)}" for variable, value in environment.items())
        lines.append(f"env = {{ {inner} }}")
    return "\n".join([f"[{key}.{quoted}]", *lines, ""])


def _unreadable(place: Place, why: str, name: str, entry: JsonObject) -> UserError:
    said = f"{place.file} was not changed: {why}. Put this in by hand:\n{spelled(place, name, entry)}"
    return UserError(said, code="configuration_unreadable")
