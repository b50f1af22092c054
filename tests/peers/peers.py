"""The same layer step of N tokens on the sphere in Coalesce and its peers, timed in one run (peers.sh sets it up).

x <- normalise(x + dt m), m_i = sum_j softmax_j(beta <x_i, x_j>) x_j, in single precision on the CPU. Every peer starts
from the tokens that Coalesce draws, and must end where Coalesce's double-precision step ends. Rounds are interleaved:
all peers are timed in each, and medians over the rounds are compared, so that a busy moment of the machine hits all.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# Set before the libraries are loaded, which read these once.
threads = "2"
if "--threads" in sys.argv:
    threads = sys.argv[sys.argv.index("--threads") + 1]
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = threads

import numpy as np
import torch
import torch.nn.functional as F
from pykeops.numpy import LazyTensor
from torch.nn.attention import SDPBackend, sdpa_kernel

BETA, DT = 30.0, 0.1
TOLERANCE = 1e-4  # error of a token after the step: ten times the error of single precision at this beta
LONGEST = 15.0  # seconds a step; longer cases are left out
PATIENCE = 20.0  # seconds of one peer over all rounds; slow steps vary less and get fewer rounds
TRIED = 20_000  # tokens up to which all settings of a peer are tried; above, the fastest of these is used


# ---- peers: each makes, from N×3 float32 tokens, a function without arguments that does one step ----


def numpy_step(x, rows):
    x = np.ascontiguousarray(x)

    def step():
        out = np.empty_like(x)
        for i in range(0, len(x), rows):
            # <x_i, x_i> = 1 is the largest score of its row.
            weights = np.exp(BETA * (x[i : i + rows] @ x.T) - BETA)
            out[i : i + rows] = weights @ x / weights.sum(1, keepdims=True)
        out = x + DT * out
        return out / np.linalg.norm(out, axis=1, keepdims=True)

    return step


def torch_finish(x, m):
    return F.normalize(x + DT * m, dim=1).numpy()


def torch_explicit_step(x, rows):
    x = torch.from_numpy(x).contiguous()

    @torch.inference_mode()
    def step():
        m = torch.cat([torch.softmax(BETA * (part @ x.T), 1) @ x for part in x.split(rows)])
        return torch_finish(x, m)

    return step


def torch_sdpa_step(x, width, backend):
    """`width`: coordinates padded with zeros, as kernels for wide heads may prefer."""
    x = torch.from_numpy(x).contiguous()
    wide = F.pad(x, (0, width - 3)).contiguous()[None, None]

    @torch.inference_mode()
    def step():
        with sdpa_kernel(backend):
            m = F.scaled_dot_product_attention(wide, wide, wide, scale=BETA)
        return torch_finish(x, m[0, 0, :, :3])

    return step


def keops_step(x, fused):
    """`fused`: sums of weights and moments in one reduction without a running maximum, else sumsoftmaxweight."""
    x = np.ascontiguousarray(x)
    x_i, x_j = LazyTensor(x[:, None, :]), LazyTensor(x[None, :, :])

    def step():
        scores = (x_i | x_j) * BETA
        if fused:
            ones = np.concatenate([x, np.ones_like(x[:, :1])], 1)
            sums = ((scores - BETA).exp() * LazyTensor(ones[None, :, :])).sum(axis=1)
            m = sums[:, :3] / sums[:, 3:]
        else:
            m = scores.sumsoftmaxweight(x_j, axis=1)
        out = x + DT * m
        return out / np.linalg.norm(out, axis=1, keepdims=True)

    return step


def settings_of(x):
    """Every peer's settings, the plain one first; the fastest one of each peer is compared."""
    sdpa = {}
    for backend in (SDPBackend.FLASH_ATTENTION, SDPBackend.MATH):
        for width in (3, 4, 8, 16):
            name = f"{backend.name.lower()}, head of {width}"
            sdpa[name] = lambda b=backend, w=width: torch_sdpa_step(x, w, b)
    blocks = {f"{rows} rows at a time": rows for rows in (256, 1024, 4096) if rows <= len(x)}
    return {
        "torch SDPA": sdpa,
        "torch softmax": {name: lambda r=rows: torch_explicit_step(x, r) for name, rows in blocks.items()},
        "NumPy": {name: lambda r=rows: numpy_step(x, r) for name, rows in blocks.items()},
        "PyKeOps": {
            "exp": lambda: keops_step(x, True),
            "sumsoftmaxweight": lambda: keops_step(x, False),
        },
    }


# ---- Coalesce ----


class Coalesce:
    def __init__(self, program, scratch):
        self.program, self.scratch = program, Path(scratch)

    def run(self, *arguments):
        done = subprocess.run([self.program, *arguments], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"peers.py: {done.stderr.strip()}")
        return done.stdout

    def layer_step(self, count, method, precision):
        """Tokens before and after one step, N×3 float64."""
        scene = {
            "coalesce": 1,
            "dimension": 3,
            "tokens": {"count": count, "seed": 1},
            "model": {"beta": BETA},
            "time": {"method": "layer", "dt": DT, "until": DT},
            "solver": {"method": method, "precision": precision},
        }
        file, out = self.scratch / "scene.json", self.scratch / "out"
        file.write_text(json.dumps(scene))
        self.run("run", str(file), "--out", str(out), "--quiet", "--threads", threads)
        return np.load(out / "initial.npy"), np.load(out / "tokens.npy")

    def timing(self, count, method):
        arguments = ("--tokens", str(count), "--beta", str(BETA), "--dimension", "3", "--solver", method)
        return json.loads(self.run("bench", "--json", "--quiet", *arguments, "--threads", threads))[0]


# ---- timing ----


def timed(step):
    """Seconds a step: the median of a tenth of a second's worth, at least one."""
    times = []
    while sum(times) < 0.1 or not times:
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def try_settings(settings, reference):
    """{name: (seconds, step, deviation)}; all that run must agree with the reference."""
    tried = {}
    for name, make in settings.items():
        try:
            step = make()
            deviation = float(np.abs(step() - reference).max())
        except RuntimeError as error:  # the backend does not support these heads
            print(f"  ({name}: {str(error).splitlines()[0]})")
            continue
        if not deviation < TOLERANCE:
            sys.exit(f"peers.py: {name}: a token ends {deviation:.1e} from Coalesce's, expected less than {TOLERANCE}")
        tried[name] = min(timed(step) for _ in range(2)) if len(settings) > 1 else None, step, deviation
    return tried


def expected(known, peer, count):
    """Seconds of a step from the largest cloud before, quadratic, and the setting that was fastest there."""
    before = [n for (n, p) in known if p == peer]
    if not before:
        return 0, None
    seconds, setting = known[max(before), peer]
    return seconds * (count / max(before)) ** 2, setting


def compare(coalesce, count, rounds, known):
    """Rows {tokens, peer, setting, seconds, deviation} for one number of tokens."""
    pairwise = count <= 100_000
    steps, rows = {}, {}
    if pairwise:
        initial, reference = coalesce.layer_step(count, "direct", "double")
        for method in ("direct", "mesh"):
            after = coalesce.layer_step(count, method, "auto")[1]
            deviation = float(np.abs(after - reference).max())
            if not deviation < TOLERANCE:
                sys.exit(f"peers.py: coalesce {method}: off by {deviation:.1e}, expected less than {TOLERANCE}")
            rows[f"coalesce {method}"] = {"setting": "", "deviation": deviation, "times": []}
        for peer, settings in settings_of(initial.astype(np.float32)).items():
            seconds, fastest = expected(known, peer, count)
            if seconds > LONGEST:
                continue
            if fastest and count > TRIED:
                settings = {fastest: settings[fastest]}
            tried = try_settings(settings, reference)
            name = min(tried, key=lambda each: tried[each][0] or 0)
            steps[peer] = tried[name][1]
            all_seconds = {each: seconds for each, (seconds, _, _) in tried.items()}
            rows[peer] = {"setting": name, "settings": all_seconds, "deviation": tried[name][2], "times": []}
    else:
        rows["coalesce mesh"] = {"setting": "", "deviation": None, "times": []}
    for _ in range(rounds):
        for peer, row in rows.items():
            if sum(row["times"]) > PATIENCE:
                continue
            if peer in steps:
                row["times"].append(timed(steps[peer]))
                continue
            timing = coalesce.timing(count, peer.split()[1])
            row["times"].append(timing["seconds_per_step"])
            row["setting"] = f"{timing['solver']}, {timing['precision']}, {timing['simd']}"
    result = []
    for peer, row in rows.items():
        seconds = statistics.median(row.pop("times"))
        known[count, peer] = seconds, row["setting"]
        result.append({"tokens": count, "peer": peer, "seconds": seconds, **row})
    return result


def show(rows):
    seconds = {row["peer"]: row["seconds"] for row in rows}
    for row in rows:
        ratios = [
            f"{row['seconds'] / seconds[own]:11.3g}" if own in seconds else f"{'-':>11}"
            for own in ("coalesce direct", "coalesce mesh")
        ]
        deviation = "-" if row["deviation"] is None else f"{row['deviation']:.0e}"
        tried = {name: seconds for name, seconds in row.get("settings", {}).items() if seconds}
        plain = next(iter(tried), None)
        note = f" ({plain}: {1e3 * tried[plain]:.4g} ms)" if plain not in (None, row["setting"]) else ""
        print(
            f"{row['tokens']:9} {row['peer']:16} {1e3 * row['seconds']:10.4g} {ratios[0]} {ratios[1]} "
            f"{deviation:>9}  {row['setting']}{note}",
            flush=True,
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--tokens", type=int, nargs="+", default=[1000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", metavar="FILE")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    print(
        f"one layer step on S^2, beta {BETA:g}, {options.threads} threads, medians of {options.rounds} rounds; "
        f"torch {torch.__version__}, numpy {np.__version__}; load {os.getloadavg()[0]:.2f}"
    )
    print(
        f"{'tokens':>9} {'':16} {'ms a step':>10} {'x direct':>11} {'x mesh':>11} {'deviation':>9}  setting", flush=True
    )
    known, all_rows = {}, []
    with tempfile.TemporaryDirectory() as scratch:
        coalesce = Coalesce(options.program, scratch)
        for count in sorted(options.tokens):
            rows = compare(coalesce, count, options.rounds, known)
            show(rows)
            all_rows += rows
    if options.json:
        Path(options.json).write_text(json.dumps(all_rows, indent=2))


main()
