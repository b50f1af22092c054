"""A run of a scene."""

from __future__ import annotations

import json
import os
from typing import Any, TypedDict

import numpy as np

from . import _arrays, _engine, _picture
from ._scene import Scene, assignments, scene_text

Phase = TypedDict("Phase", {"name": str, "from": float, "to": float, "criterion": str})


class Merge(TypedDict):
    """A merge of two clusters."""

    time: float
    masses: tuple[float, float]
    angle: float


class Cluster(TypedDict):
    """Tokens that belong together."""

    centre: Any
    mass: float
    tokens: int
    radius: float
    identity: int


class Theorem(TypedDict, total=False):
    """A limit theorem held against the state."""

    name: str
    valid: bool
    statement: str
    quantity: str
    unit: str
    error: float | None
    sampling_alone: float | None
    why_not: str


class Simulation:
    """Tokens in motion under attention: the run of a scene, as `coalesce run` makes it, bit for bit, on the CPU.

    scene: a shipped scene's name (`scenes()`), the path of a scene file, or a dictionary with a scene file's keys; what
        it leaves out has its default.
    sets: keys to set, with or without their group: {"model.beta": 20} by **, model_beta=20, or beta=20 as there is no
        other. tokens=x starts from an array, N×2 or N×3, with masses=m if they differ.
    Raises ValueError: an unknown scene or key, or a value out of its range; the line names it. RuntimeError: memory ends.

    Methods release the GIL; a Simulation serves one thread at a time, others wait. Ctrl-C ends `run` and `advance_to`
    after a whole step. Times are those of the equation of motion, angles are radians.

    Source: docs/science.md, after Bruno, Pasqualotto, Agazzi 2025.
    """

    def __init__(self, scene: Scene, **sets: Any) -> None:
        tokens = sets.pop("tokens", None)
        masses = sets.pop("masses", None)
        if tokens is not None:
            tokens = _arrays.given("tokens", tokens)
            if tokens.ndim == 2 and tokens.shape[1] in (2, 3):
                sets.setdefault("dimension", int(tokens.shape[1]))
        if masses is not None:
            masses = _arrays.given("masses", masses)
        text, is_text = scene_text(scene)
        self._core = _engine.Simulation(text, is_text, assignments(sets), tokens, masses)

    def step(self) -> None:
        """Takes one step of time.dt, or in adaptive time one as long as its error allows.

        Raises RuntimeError: no step is short enough.
        """
        self._core.step()

    def advance_to(self, t: float) -> None:
        """Steps up to time t exactly; the last step is shorter if need be. Does nothing if t is past.

        Raises ValueError: t is no finite number ≥ 0. RuntimeError: no step is short enough.
        """
        self._core.advance_to(float(t))

    def run(self, until: float, every: float | None = None) -> dict[str, Any]:
        """Steps up to time `until` and measures on the way.

        every: time between rows: one at the first state at or past each multiple, counted from now. None: about 1000
            rows in equal times; in adaptive time one a step. Steps do not depend on it.
        Returns columns of equal length, as in series.csv: "time", "energy", "clusters", "alignment" (mean angle to E_max,
            rad), "mean_speed", "max_speed" (rad per unit of time), "dt", "drift" (largest | |x| - 1 |). The first row
            is the present state, the last is at `until`.
        Raises ValueError: a time that is not finite, or every ≤ 0. RuntimeError: no step is short enough.
        """
        return self._core.run(float(until), None if every is None else float(every))

    @property
    def tokens(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Tokens now: N×d unit vectors, read-only, in the engine's memory without a copy.

        The array keeps this state, and its memory, for as long as you hold it: the run then goes on with a copy.
        Columns are contiguous.
        """
        return self._core.tokens()

    @property
    def velocities(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Velocities now: N×d, tangent to the sphere at each token, rad per unit of time."""
        return self._core.velocity().reshape(-1, self.dimension)

    @property
    def time(self) -> float:
        """Time of the equation of motion; 0 at first."""
        return self._core.time()

    @property
    def steps(self) -> int:
        """Number of steps taken."""
        return self._core.steps()

    @property
    def energy(self) -> float:
        """E = (1/2β) Σ_ij α_i α_j exp(β(<Qx_i,Kx_j> - s)), between 0 and 1/(2β); without unit."""
        return self._core.measurement()[0]

    @property
    def alignment(self) -> float:
        """Mean angle between a token and E_max, rad; nan if E_max is undefined."""
        return self._core.measurement()[2]

    def clusters(self) -> list[Cluster]:
        """Clusters now, by falling mass, without loose tokens.

        Each has "centre" (d numbers), "mass" (of 1), "tokens" (their number), "radius" (rad) and "identity", which it
        keeps from state to state.
        """
        return [
            {"centre": centre, "mass": mass, "tokens": tokens, "radius": radius, "identity": identity}
            for centre, mass, tokens, radius, identity in self._core.clusters()
        ]

    def labels(self) -> np.ndarray[Any, np.dtype[np.int32]]:
        """Cluster of every token, N numbers: places in `clusters()`; loose tokens have higher ones."""
        return self._core.labels()

    @property
    def phases(self) -> list[Phase]:
        """Phases up to now, each with "name", "from", "to" and the measured "criterion"."""
        return [
            {"name": name, "from": start, "to": end, "criterion": criterion}
            for name, start, end, criterion in self._core.phases()
        ]

    @property
    def merges(self) -> list[Merge]:
        """Merges of clusters up to now, each with "time", the two "masses" and the "angle" when last apart, rad."""
        return [{"time": time, "masses": masses, "angle": angle} for time, masses, angle in self._core.merges()]

    @property
    def theory(self) -> list[Theorem]:
        """The limit theorems against this state, as in summary.json. Solutions that lag may take 10 s.

        A theorem that is "valid" has a "statement", and the "error" of a "quantity" in its "unit", beside what
        "sampling_alone" gives; another says "why_not".
        """
        rows: list[Theorem] = []
        for name, valid, statement, quantity, unit, error, floor, why_not in self._core.theory():
            if not valid:
                rows.append({"name": name, "valid": False, "why_not": why_not})
                continue
            rows.append(
                {
                    "name": name,
                    "valid": True,
                    "statement": statement,
                    "quantity": quantity,
                    "unit": unit,
                    "error": error if np.isfinite(error) else None,
                    "sampling_alone": floor if floor > 0 else None,
                }
            )
        return rows

    @property
    def scene(self) -> dict[str, Any]:
        """The scene with every key: a dictionary that makes the same run again."""
        found: dict[str, Any] = json.loads(self._core.scene())
        return found

    @property
    def dimension(self) -> int:
        """d: 2 on the circle, 3 on the sphere."""
        return int(self._core.tokens().shape[1])

    def __len__(self) -> int:
        return int(self._core.tokens().shape[0])

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes FILE.json, the scene, or FILE.npy, the tokens now (N×d float64); complete or not at all.

        Raises ValueError: another ending. RuntimeError: the file cannot be written.
        """
        name = os.fspath(path)
        if name.endswith(".json"):
            self._core.save_scene(name)
        elif name.endswith(".npy"):
            self._core.save_tokens(name)
        else:
            raise ValueError(f"{name}: found another ending, expected .json for the scene or .npy for the tokens")

    def __repr__(self) -> str:
        name = self.scene["name"] or "scene"
        return f"<coalesce.Simulation {name!r}: {len(self)} tokens on S^{self.dimension - 1}, t = {self.time:.6g}>"

    def _repr_html_(self) -> str:
        clusters = self.clusters()
        scene = self.scene
        phases = self.phases
        rows = [
            ("tokens", f"{len(self):,}".replace(",", "\u202f") + f" on S{'¹²'[self.dimension - 2]}"),
            ("β", f"{scene['model']['beta']:g}"),
            ("t", f"{self.time:.6g}"),
            ("clusters", str(len(clusters))),
            ("energy", f"{self.energy:.6g}"),
            ("phase", phases[-1]["name"] if phases else "–"),
        ]
        picture = _picture.svg(self.tokens, self.labels(), len(clusters))
        return _picture.html(picture, scene["name"] or "scene", rows)
