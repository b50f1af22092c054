#!/usr/bin/env bash
# tidy.sh [--since COMMIT] [BUILD]: clang-tidy on every .cpp file of ours, or on those changed since COMMIT, with the compile
# commands of BUILD (build/release); status 1 on findings. It is no test: a linter says nothing about the program, and takes
# longer than all tests.
# BUILD/tidy/ remembers which files were clean: those are looked at again only after they, a header of ours or .clang-tidy changed.
set -uo pipefail
CDPATH= cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." || exit 1
since=
[ "${1:-}" = --since ] && { since=${2:?tidy.sh: --since needs a commit}; shift 2; }
command -v clang-tidy >/dev/null || { echo "coalesce: clang-tidy is not installed" >&2; exit 1; }
export build=${1:-build/release} memory=${1:-build/release}/tidy common
[ -f "$build/compile_commands.json" ] || { echo "coalesce: no compile_commands.json in $build: configure it first" >&2; exit 1; }
mkdir -p "$memory"
rm -f "$memory"/*.log
# clang cannot read a header that another compiler has precompiled, and a file must include what it uses.
sed -E 's/ -Winvalid-pch -include [^ "]+//' "$build/compile_commands.json" >"$memory/compile_commands.json"
common=$({ clang-tidy --version; cat .clang-tidy; find engine app tests -name '*.hpp' | LC_ALL=C sort | xargs cat; } | sha256sum)

tidy_one() {
  local file=$1 name=$memory/${1//\//_} key
  key=$({ printf '%s\n' "$common"; cat "$file"; } | sha256sum)
  [ "$(cat "$name.clean" 2>/dev/null)" = "$key" ] && return 0
  rm -f "$name.clean"
  clang-tidy --quiet -p "$memory" "$file" >"$name.log" 2>&1 || return 1
  rm "$name.log"
  printf '%s\n' "$key" >"$name.clean"
}
export -f tidy_one

files() {
  if [ -n "$since" ]; then
    git diff --name-only --diff-filter=d "$since" -- 'engine/*.cpp' 'app/*.cpp' 'tests/*.cpp'
  else
    find engine app tests -name '*.cpp'
  fi
}
# A file that this configuration does not compile (CUDA's runtime without nvcc, fuzz targets) has no compile command.
compiled() {
  while read -r file; do grep -qF "/$file\"" "$memory/compile_commands.json" && printf '%s\n' "$file"; done
}
files | compiled | xargs -r -P "$(nproc)" -I {} bash -c 'tidy_one "$1"' _ {} && exit 0

echo "coalesce: clang-tidy has findings:" >&2
# A finding in a header comes once for every file that includes it; a log without any (a crash, say) is shown whole.
for log in "$memory"/*.log; do grep -E ': (error|warning): ' "$log" || cat "$log"; done | sort -u >&2
exit 1
