"""Outputs y_11 of random attention layers of width n, by matrices and by their law, timed in one run.

NumPy draws every n×n matrix of a layer and multiplies, as the scripts published with the paper on the infinite-width
limit do (s = 4 tokens, H = 2 heads); Coalesce draws from the law of the result. Rounds are interleaved and medians
compared, so that a busy moment of the machine hits both. NumPy's time for 50 000 layers is that of fewer, scaled.
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = "2"

import numpy as np

S, H, SAMPLES = 4, 2, 50_000
SECONDS = 2.0  # time of NumPy in a round, at least one layer


def weights(rng, *shape):
    return rng.standard_normal(shape) / np.sqrt(shape[-1])


def layer(rng, n):
    h = rng.standard_normal(n)
    x = np.clip(weights(rng, S, n, n) @ h, -100, 100)
    y = 0
    for _ in range(H):
        q, k, v = (x @ weights(rng, n, n) for _ in range(3))
        scores = q @ k.T / np.sqrt(n)
        attention = np.exp(scores - scores.max(1, keepdims=True))
        attention /= attention.sum(1, keepdims=True)
        y = y + attention @ (v @ weights(rng, n, n)) / np.sqrt(H)
    return y[0, 0]


def numpy_round(rng, n):
    """Seconds a layer, and the outputs."""
    outputs, start = [], time.perf_counter()
    while not outputs or time.perf_counter() - start < SECONDS:
        outputs.append(layer(rng, n))
    return (time.perf_counter() - start) / len(outputs), outputs


def coalesce_round(program, n, seed):
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "lab", "infinite-width", "--out", folder, "--quiet", "--threads", "2", "--seed", str(seed)]
        subprocess.run(command + ["--set", f"n={n}", "--set", f"samples={SAMPLES}"], check=True)
        with open(os.path.join(folder, "summary.json")) as file:
            seconds = json.load(file)["sample_seconds"]
        return seconds, np.load(os.path.join(folder, "samples.npy"))


def same_law(a, b):
    """p of the two-sample Kolmogorov–Smirnov test, for large samples."""
    a, b = np.sort(a), np.sort(b)
    both = np.concatenate([a, b])
    distance = np.abs(np.searchsorted(a, both, "right") / len(a) - np.searchsorted(b, both, "right") / len(b)).max()
    scaled = distance * np.sqrt(len(a) * len(b) / (len(a) + len(b)))
    k = np.arange(1, 101)
    return float(np.clip(2 * np.sum((-1.0) ** (k - 1) * np.exp(-2 * (k * scaled) ** 2)), 0, 1)) if scaled > 0.2 else 1.0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--widths", type=int, nargs="+", default=[16, 64, 256, 1024])
    options = parser.parse_args()
    rng = np.random.default_rng(1)
    print(f"50 000 layers, s = {S}, H = {H}; medians of {options.rounds} interleaved rounds, 2 threads")
    print("| n | NumPy, matrices | Coalesce | ratio |\n|---|---|---|---|")
    for n in options.widths:
        theirs, ours, outputs, law = [], [], [], []
        for seed in range(options.rounds):
            seconds, more = numpy_round(rng, n)
            theirs.append(seconds * SAMPLES)
            outputs += more
            seconds, more = coalesce_round(options.program, n, seed)
            ours.append(seconds)
            law.append(more)
        if len(outputs) > 200 and same_law(np.array(outputs), np.concatenate(law)) < 0.001:
            raise SystemExit(f"n = {n}: the two do not have the same law")
        a, b = statistics.median(theirs), statistics.median(ours)
        print(f"| {n} | {a:.3g} s | {1000 * b:.3g} ms | {a / b:.2g} |", flush=True)


if __name__ == "__main__":
    main()
