"""Laboratories and sweeps: tables of numbers."""

from __future__ import annotations

import json
from typing import Any, Mapping

import numpy as np

from . import _engine
from ._scene import json_of


def lab(name: str, **settings: Any) -> dict[str, Any]:
    """Computes a laboratory, as `coalesce lab NAME` does, without its picture.

    name: "equiangular", "infinite-width" or "single-location".
    settings: its keys (`coalesce lab NAME --help` lists them with ranges), such as n=64, gamma=1.8.
    Returns "summary", the dictionary of summary.json, and each of the laboratory's files by its name: a table as a
        dictionary of columns ("series", "transition", "kl"), an array as an array ("samples", "limit").
    Raises ValueError: an unknown laboratory or setting, or a value out of its range.

    Sources: Dohmatob 2025; Sakai, Karakida, Imaizumi 2025; Geshkovski, Letrouit, Polyanskiy, Rigollet 2023.
    """
    summary, files = _engine.lab(name, [f"{key}={json_of(value)}" for key, value in settings.items()])
    return {"summary": json.loads(summary), **files}


def column(values: list[Any]) -> Any:
    """An array of numbers or words; lists and matrices stay objects."""
    if all(isinstance(value, (bool, int, float, str)) for value in values):
        return np.array(values)
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def sweep(sweep: Mapping[str, Any], *, jobs: int = 0) -> dict[str, Any]:
    """Computes a table over parameters and seeds, as `coalesce sweep` does.

    sweep: the file's content as a dictionary: {"scene": "ms4", "axes": [{"key": "model.beta", "values": [5, 50]}],
        "seeds": 3, "until": 20, "measure": ["clusters"]}; docs/formats.md lists its keys. "coalesce_sweep" may be left
        out.
    jobs: runs at a time; 0: one a core. The rows do not depend on it.
    Returns columns of equal length, a row a run, in the order of the axes: the axes by their keys, "seed", the measures
        (nan: it did not happen), and "status", "done" or "failed: " and why.
    Raises ValueError: an unknown key or measure, an axis without values, more than a million runs.
    """
    if not isinstance(sweep, Mapping):
        raise ValueError(f"sweep: found {type(sweep).__name__}, expected a dictionary")
    if not 0 <= jobs <= 4096:
        raise ValueError(f"jobs: found {jobs}, expected a whole number from 0 to 4096")
    axes, columns = _engine.sweep(json_of({"coalesce_sweep": 1, **sweep}), jobs)
    table = {key: column([json.loads(value) for value in values]) for key, values in axes.items()}
    return {**table, **columns, "status": np.array(columns["status"])}
