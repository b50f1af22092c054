#!/usr/bin/env bash
# Formatting of every tracked C++ file; clang-tidy is tidy.sh, called by hand.
set -uo pipefail
CDPATH= cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." || exit 1
bad=$(git ls-files -z -co --exclude-standard -- '*.cpp' '*.hpp' '*.cu' '*.cuh' | xargs -0 -r -n 32 -P "$(nproc)" clang-format --dry-run 2>&1 |
  sed -nE 's/^([^:]+):[0-9]+:.*/\1/p' | sort -u)
[ -z "$bad" ] && exit 0
printf 'coalesce: not formatted (clang-format -i mends it):\n%s\n' "$bad" >&2
exit 1
