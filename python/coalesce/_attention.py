"""The attention field of given tokens."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import _arrays, _engine


def attention(
    x: Any,
    beta: float,
    Q: Any = None,
    K: Any = None,
    V: Any = None,
    masses: Any = None,
    attention: str = "softmax",
    solver: str = "auto",
    tolerance: float = 1e-4,
) -> np.ndarray[Any, Any]:
    """Velocities of tokens on the sphere under self-attention: v_i = P_{x_i} V m_i, P_x y = y - <x,y> x.

    softmax:       m_i = Σ_j w_ij x_j,  w_ij = α_j exp(β<Qx_i,Kx_j>) / Σ_k α_k exp(β<Qx_i,Kx_k>)
    unnormalized:  m_i = Σ_j α_j exp(β(<Qx_i,Kx_j> - s)) x_j,  s = ‖QᵀK‖

    x: N×2 (circle) or N×3 (sphere), float32 or float64, of numpy or of any library with DLPack on the CPU; read in place
        if the type is one of these. Rows are scaled to unit length.
    beta: inverse temperature, ≥ 0, no unit.
    Q, K, V: d×d; None: the identity. V is per unit of time.
    masses: N positive numbers α, scaled to sum 1; None: 1/N each.
    solver: "direct" sums all pairs, "mesh" takes O(N), "auto" the faster of the two.
    tolerance: of the mesh: absolute error of a velocity in units of ‖V‖.
    Returns N×d velocities in radians per unit of time, C order, of the type of x.
    Raises ValueError: a wrong shape or type, a number that is not finite or out of its range, a zero row, no token.
        RuntimeError: memory ends.

    The GIL is released meanwhile, and Ctrl-C ends the call. Up to 500 tokens are summed as differences, with a relative
    error of some 1e-15 β; beyond that docs/science.md has the bounds.

    Source: Bruno, Pasqualotto, Agazzi 2025, A multiscale analysis of mean-field transformers in the moderate
    interaction regime, §2.
    """
    x = _arrays.given("x", x)
    out: np.ndarray[Any, Any] = np.empty_like(x, order="C")
    d = x.shape[1] if x.ndim == 2 and x.shape[1] in (2, 3) else 3
    Q, K, V = (_arrays.matrix(name, value, d) for name, value in (("Q", Q), ("K", K), ("V", V)))
    weights = None if masses is None else _arrays.given("masses", masses)
    _engine.attention(x, out, float(beta), Q, K, V, weights, str(attention), str(solver), float(tolerance))
    return out
