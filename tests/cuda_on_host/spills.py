"""spills.py FOLDER ARCHITECTURES: what ptxas said of the kernels when they were compiled (engine/cuda/nvcc_log.sh).

Fails where a hot kernel spills registers on any architecture, or was not compiled for one. Prints registers.
"""

import pathlib
import re
import sys

HOT = ["sum_pairs", "sum_nodes", "layer_step", "next_stage", "rk4_step", "locate", "deposit", "read", "sum_tokens"]


def kernels(text):
    """(name, architecture, bytes spilled, registers) of every entry."""
    entry = of = None
    for line in text.splitlines():
        if found := re.search(r"Compiling entry function '(\S+)' for '(\w+)'", line):
            entry, spilled = found.groups(), 0
        elif found := re.search(r"Function properties for (\S+)", line):
            of = found[1]
        elif found := re.search(r"(\d+) bytes spill stores, (\d+) bytes spill loads", line):
            if entry and of in (None, entry[0]):
                spilled = int(found[1]) + int(found[2])
        elif found := re.search(r"Used (\d+) registers", line):
            if entry:
                yield entry[0], entry[1], spilled, int(found[1])
            entry = of = None


def main():
    folder, architectures = sys.argv[1], sys.argv[2:]
    seen, bad = {}, 0
    for log in sorted(pathlib.Path(folder).glob("**/*.ptxas")):
        for name, architecture, spilled, registers in kernels(log.read_text()):
            hot = [kernel for kernel in HOT if re.search(rf"\d{kernel}(I|E)", name)]
            if not hot or "3cub" in name:
                continue
            seen.setdefault((hot[0], architecture), []).append(registers)
            if spilled:
                bad += 1
                print(f"{name} on {architecture} spills {spilled} bytes")
    for kernel in HOT:
        for architecture in architectures:
            found = seen.get((kernel, architecture))
            if not found:
                bad += 1
            print(f"{kernel} {architecture}: " + (f"{len(found)} variants, {max(found)} registers" if found else "not compiled"))
    return 1 if bad else 0


sys.exit(main())
