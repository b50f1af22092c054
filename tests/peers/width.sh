#!/usr/bin/env bash
# width.sh [options of width.py]: compares the output of random attention layers from NumPy's matrices and from Coalesce's law.
#
# NumPy lives in a private environment, build/peers/width, and is no part of the program. Needs python3 with venv
# (Debian: python3-venv), the network once, and build/release/coalesce (./run --build).
set -euo pipefail
here=$(CDPATH= cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(CDPATH= cd -- "$here/../.." && pwd)
place=$root/build/peers/width
program=${COALESCE:-$root/build/release/coalesce}
[ -x "$program" ] || { echo "width.sh: $program is missing: ./run --build makes it" >&2; exit 1; }
numpy=$(grep '^numpy==' "$here/requirements.txt")
if [ "$(cat "$place/stamp" 2>/dev/null)" != "$numpy" ]; then
  echo "width.sh: installing $numpy into $place" >&2
  rm -rf "$place"
  mkdir -p "$place"
  python3 -I -m venv "$place/venv"
  "$place/venv/bin/python" -I -m pip install --quiet --disable-pip-version-check "$numpy"
  printf '%s\n' "$numpy" >"$place/stamp"
fi
exec "$place/venv/bin/python" -I "$here/width.py" --program "$program" "$@"
