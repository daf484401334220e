"""A session's state as plain JSON data, and back: the basis of save and resume.

Every dataclass becomes an object with its type's name under `is`. Only types of this package
are read back, so a damaged or foreign file is refused rather than half understood.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from facilitator.engine import events, flow, operations, program, sentences, state
from facilitator.engine.state import State

VERSION = 1
"""Format of a saved state; raised whenever an older one can no longer be read."""

_TYPES: dict[str, type[Any]] = {
    name: thing
    for module in (events, flow, operations, program, sentences, state)
    for name, thing in vars(module).items()
    if isinstance(thing, type) and dataclasses.is_dataclass(thing)
}


def to_data(current: State) -> dict[str, Any]:
    """Return a state as JSON-ready data."""
    return {"version": VERSION, "state": _plain(current)}


def from_data(data: Mapping[str, Any]) -> State:
    """Return the state that `to_data` made the data from.

    Raises:
        ValueError: The data is of another version or is not a state.
    """
    if data.get("version") != VERSION:
        raise ValueError(f"saved state has version {data.get('version')!r}, not {VERSION}")
    restored = _restored(data.get("state"))
    if not isinstance(restored, State):
        raise ValueError("the data holds no session state")
    return restored


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {each.name: _plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
        return {"is": type(value).__name__, **parts}
    if isinstance(value, Mapping):
        return {"is": "mapping", "items": {key: _plain(each) for key, each in value.items()}}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


def _restored(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_restored(each) for each in value)
    if not isinstance(value, dict):
        return value
    kind = value.get("is")
    if kind == "mapping":
        return {key: _restored(each) for key, each in value["items"].items()}
    if kind not in _TYPES:
        raise ValueError(f"the data holds an unknown {kind!r}")
    return _TYPES[kind](**{key: _restored(each) for key, each in value.items() if key != "is"})
