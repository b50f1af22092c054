#!/usr/bin/env bash
# isolation.sh BUILD: checks that nothing ./run and ./check call executes code from the calling folder, from
# PYTHONPATH or from a relative entry of PATH. Nothing is installed, fetched or built for it.
set -uo pipefail
root=$(CDPATH= cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
build=$(CDPATH= cd -- "$1" && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
planted=$place/planted
marks=$place/marks
status=0
mkdir -p "$planted/bin" "$marks" "$place/root/.ci" "$place/app/glad"

# Modules that Python or pip or glad might look for, and programs that the scripts call.
for module in pip sitecustomize usercustomize glad json pathlib re sys site runpy pkg_resources importlib_metadata; do
  printf 'open("%s/%s", "w")\nraise SystemExit(3)\n' "$marks" "$module" >"$planted/$module.py"
done
for name in python3 pip dirname grep sha256sum tar mktemp dpkg-query sudo apt-get cmake ninja ccache glad rm mkdir id nproc; do
  printf '#!/bin/sh\n: >"%s/%s"\nexit 3\n' "$marks" "$name" >"$planted/bin/$name"
  chmod +x "$planted/bin/$name"
done
cp -r "$planted"/*.py "$place/app/"

fail() {
  echo "isolation.sh: $*" >&2
  status=1
}

# Runs in the planted folder with a hostile environment; pip has no index and so cannot fetch.
in_planted_folder() (
  cd "$planted" || exit 1
  PATH="bin:.:$PATH" PYTHONPATH="$planted:" PYTHONSTARTUP="$planted/site.py" CDPATH="$planted:/" \
    PIP_NO_INDEX=1 PIP_CONFIG_FILE=/dev/null COALESCE_SKIP_INSTALL=1 "$@"
)

# 1. The set-up asks pip for the sources; without an index pip itself must report that there are none.
cp "$root"/.ci/*.txt "$root"/.ci/setup.sh "$place/root/.ci/"
said=$(in_planted_folder "$BASH" -c 'root=$1; . "$1/.ci/setup.sh"; missing_packages "$1/.ci/packages.txt" >/dev/null; fetch_sources
  python3 -c "import sys; sys.exit(0 if sys.flags.no_user_site else 1)" || say "user packages are looked at"' _ "$place/root" 2>&1)
grep -q 'No matching distribution' <<<"$said" || fail "the set-up did not come to pip: $said"
grep -q 'user packages' <<<"$said" && fail "$said"

# 2. run and check find their own folder and the set-up in it, wherever they are called from and however.
cp "$root/run" "$root/check" "$place/root/"
for script in run check; do
  said=$(in_planted_folder "../root/$script" --build 2>&1) && fail "$script went on without sources"
  grep -q 'could not fetch' <<<"$said" || fail "$script did not come to the set-up: $said"
done

# 3. The build's own Python commands run, with their outputs put elsewhere.
commands=$(ninja -C "$build" -t commands app/embedded.cpp app/glad/src/gl.c | grep -E 'embed\.py|--extensions=EGL' | sort -u)
[ "$(wc -l <<<"$commands")" = 2 ] || fail "expected two commands of the build that run Python, found: $commands"
while IFS= read -r command; do
  command=${command//"$build/app"/"$place/app"}
  PYTHONPATH="$planted:" "$BASH" -c "$command" >"$place/log" 2>&1 || fail "$(tail -n 3 "$place/log")"
done <<<"$commands"
[ -s "$place/app/embedded.cpp" ] && [ -s "$place/app/glad/src/gl.c" ] || fail "the build's commands made no files"

# 4. No script or build file calls Python in another way.
loose=$(cd "$root" && grep -nE '(python3|venv/bin/python"|Python3_EXECUTABLE\}|Python3::Interpreter)( |$)' \
  run check .ci/*.sh .ci/run CMakeLists.txt */CMakeLists.txt */*/CMakeLists.txt tests/*.sh tests/*/*.sh |
  grep -vE 'tests/shell/isolation.sh|:[0-9]+: *#|(python3|python"|EXECUTABLE\}|Interpreter) -I ')
[ -z "$loose" ] || fail "Python is not isolated (-I) here:" "$loose"

[ -z "$(ls "$marks")" ] || fail "executed from the caller's folder:" $(ls "$marks")
exit $status
