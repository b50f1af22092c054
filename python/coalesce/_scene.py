"""Scenes as dictionaries, and keys of scenes as keyword arguments."""

from __future__ import annotations

import difflib
import json
import os
from pathlib import Path
from typing import Any, Mapping, Union

import numpy as np

from . import _engine

Scene = Union[str, "os.PathLike[str]", Mapping[str, Any]]


def plain(value: Any) -> Any:
    """Converts numpy's arrays and numbers for JSON."""
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    if isinstance(value, Mapping):
        return dict(value)
    raise ValueError(f"scene: found {type(value).__name__}, expected numbers, texts, lists and dictionaries")


def json_of(value: Any) -> str:
    return json.dumps(value, default=plain)


def scene_text(scene: Scene) -> tuple[str, bool]:
    """Returns the name or path of a scene, or its JSON and True."""
    if isinstance(scene, Mapping):
        return json_of({"coalesce": 1, **scene}), True
    if isinstance(scene, (str, os.PathLike)):
        return os.fspath(scene), False
    raise ValueError(f"scene: found {type(scene).__name__}, expected a name, a path or a dictionary")


def key_of(name: str) -> str:
    """Returns the key that a keyword argument names: `model.beta`, `model_beta` or, if there is but one, `beta`."""
    keys = _engine.keys()
    if name in keys or "." in name:
        return name
    exact = [key for key in keys if key.replace(".", "_") == name]
    found = exact or [key for key in keys if key.rpartition(".")[2] == name]
    if len(found) == 1:
        return found[0]
    if found:
        raise ValueError(f"{name}: found several keys of that name, expected one of {', '.join(sorted(found))}")
    short = {key.rpartition(".")[2]: key for key in keys}
    close = difflib.get_close_matches(name, [*keys, *short], 1, 0)[0]
    raise ValueError(f"{name}: an unknown key, the nearest known one is {short.get(close, close)}")


def assignments(sets: Mapping[str, Any]) -> list[str]:
    """Writes `key=value` as --set of the program takes it. The dimension comes first, as others depend on it."""
    given = {key_of(name): value for name, value in sets.items()}
    ordered = sorted(given.items(), key=lambda item: item[0] != "dimension")
    return [f"{key}={json_of(value)}" for key, value in ordered]


def scene(name: Scene, **sets: Any) -> dict[str, Any]:
    """A scene with every key, as a dictionary to change and to pass on.

    name: a shipped scene's name (`scenes()` lists them) or the path of a scene file.
    sets: keys to set, as for `Simulation`.
    Raises ValueError: an unknown scene or key, or a value out of its range; the line names it.
    """
    text, is_text = scene_text(name)
    if is_text:
        from . import Simulation

        return Simulation(json.loads(text), **sets).scene
    found: dict[str, Any] = json.loads(_engine.scene(text, assignments(sets)))
    return found


def scenes() -> list[str]:
    """Names of the scenes that come with the program, such as "ms2" and "two-clusters"."""
    return _engine.scenes()
