"""A user's script, for mypy: what it reveals must not be Any where the types are known."""

from typing import Any

import numpy as np

import coalesce

v: np.ndarray[Any, Any] = coalesce.attention(np.eye(3), 1.0, masses=[1, 2, 3], solver="direct")
run = coalesce.Simulation("ms2", beta=20, tokens=np.eye(3))
run.step()
run.advance_to(1)
rows: dict[str, Any] = run.run(2, every=0.5)
x: np.ndarray[Any, np.dtype[np.float64]] = run.tokens
heaviest: float = run.clusters()[0]["mass"]
start: float = run.phases[0]["from"]
when: list[float] = [merge["time"] for merge in run.merges]
why: list[str] = [row.get("why_not", "") for row in run.theory]
names: list[str] = coalesce.scenes()
coalesce.render(run, "picture.png", size=(640, 480))
table: dict[str, Any] = coalesce.sweep({"scene": "ms4"}, jobs=1)
