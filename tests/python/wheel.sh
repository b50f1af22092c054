#!/usr/bin/env bash
# wheel.sh PYTHON FOLDER DEPS [OPTION…]: builds and installs the package by `pip install .` in an empty environment in FOLDER, says how
# long that took, and uses what is installed: without a display, from elsewhere, with nothing of the checkout in sight. OPTIONs
# are pip's.
set -euo pipefail
python=$1 folder=$2 deps=$3
shift 3
root=$(CDPATH= cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
fail() { echo "wheel.sh: $*" >&2; exit 1; }
rm -rf "$folder"
mkdir -p "$folder/elsewhere"
"$python" -I -m venv "$folder/venv"

start=$SECONDS
"$folder/venv/bin/python" -I -m pip --disable-pip-version-check install --config-settings=cmake.define.COALESCE_DEPS="$deps" "$@" "$root" \
  >"$folder/log" 2>&1 || { tail -n 40 "$folder/log" >&2; fail "pip install failed; the whole log is $folder/log"; }
echo "wheel.sh: pip install took $((SECONDS - start)) s"

cd "$folder/elsewhere"
env -u DISPLAY -u WAYLAND_DISPLAY -u PYTHONPATH "$folder/venv/bin/python" -I - <<'PYTHON'
import importlib.metadata
import pathlib
import sys

import coalesce

files = {pathlib.PurePosixPath(file).name for file in importlib.metadata.files("coalesce")}
assert {"__init__.py", "_engine.pyi", "py.typed"} <= files, files
assert importlib.metadata.version("coalesce") == coalesce.__version__
assert not any("libGL" in line or "libX11" in line for line in open("/proc/self/maps")), "importing loads a library of drawing"
run = coalesce.Simulation("two-clusters", count=50)
run.step()
assert len(run.clusters()) >= 1
if "coalesce" in files and (pathlib.Path(coalesce.__file__).parent / "bin" / "coalesce").exists():
    coalesce.render("ms3", "still.png", size=(64, 64), until=0.01, set={"count": 10})
    assert pathlib.Path("still.png").exists()
    print("wheel.sh: the wheel has the program")
PYTHON
