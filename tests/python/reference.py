"""Attention as docs/science.md defines it, in numpy, pair by pair. Nothing here is shared with the engine."""

import numpy as np


def unit(x):
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def velocities(x, beta, Q, K, V, masses, attention):
    x = np.asarray(x, dtype=np.float64)
    scores = beta * (x @ Q.T) @ (x @ K.T).T
    if attention == "softmax":
        weights = masses * np.exp(scores - scores.max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
    else:
        weights = masses * np.exp(scores - beta * np.linalg.norm(Q.T @ K, 2))
    pull = weights @ x @ V.T
    return pull - np.sum(pull * x, axis=1, keepdims=True) * x
