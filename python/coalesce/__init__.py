"""Dynamics of attention on circles and spheres, in O(N): the engine of Coalesce for notebooks and scripts.

attention       velocities of given tokens
Simulation      a run of a scene: steps, clusters, phases, merges, limit theorems
scenes, scene   the shipped scenes, and one as a dictionary
lab, sweep      laboratories, and tables over parameters and seeds
render          a picture or a film, by the program
"""

from ._attention import attention
from ._engine import version as __version__
from ._program import render
from ._scene import scene, scenes
from ._simulation import Cluster, Merge, Phase, Simulation, Theorem
from ._tables import lab, sweep

__all__ = [
    "Cluster",
    "Merge",
    "Phase",
    "Simulation",
    "Theorem",
    "__version__",
    "attention",
    "lab",
    "render",
    "scene",
    "scenes",
    "sweep",
]
