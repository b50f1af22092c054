#!/usr/bin/env bash
# peers.sh [options of peers.py]: times the same layer step in Coalesce, PyTorch, NumPy and KeOps on this machine's CPU.
#
# The peers live in a private environment, build/peers (7 GB: see requirements.txt), and are no part of the program.
# Needs python3 with venv (Debian: python3-venv), g++, the network once, and build/release/coalesce (./run --build).
set -euo pipefail
here=$(CDPATH= cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(CDPATH= cd -- "$here/../.." && pwd)
place=$root/build/peers
program=${COALESCE:-$root/build/release/coalesce}
[ -x "$program" ] || { echo "peers.sh: $program is missing: ./run --build makes it" >&2; exit 1; }

wanted=$(sha256sum <"$here/requirements.txt")
if [ "$(cat "$place/stamp" 2>/dev/null)" != "$wanted" ]; then
  echo "peers.sh: installing the peers into $place" >&2
  rm -rf "$place/venv"
  mkdir -p "$place"
  python3 -I -m venv "$place/venv"
  "$place/venv/bin/python" -I -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt"
  printf '%s\n' "$wanted" >"$place/stamp"
fi

export KEOPS_CACHE_FOLDER=$place/keops
# Flags that KeOps' documentation advises for speed; its default compiles for any processor.
export CXXFLAGS="-march=native -ffast-math"
exec "$place/venv/bin/python" -I "$here/peers.py" --program "$program" "$@"
