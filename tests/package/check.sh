#!/usr/bin/env bash
# check.sh CMAKE BUILD FOLDER [OPTION…]: installs the engine of BUILD into FOLDER, builds the project beside this script
# against it, out of the tree's sight, and checks what it prints. OPTIONs are those of CMake that the project needs to find
# what BUILD found: compiler, flags, folders of libraries.
set -euo pipefail
cmake=$1 build=$2 folder=$3
shift 3
here=$(CDPATH= cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
rm -rf "$folder"
mkdir -p "$folder/headers"

fail() { echo "check.sh: $*" >&2; exit 1; }
quietly() { local log=$1; shift; "$@" >"$log" 2>&1 || { cat "$log" >&2; fail "failed: $*"; }; }
# Configures and builds the project in FOLDER/NAME.
build_project() {
  quietly "$folder/$1.configure.log" "$cmake" -S "$folder/$1" -B "$folder/$1/build" -G Ninja "-DCMAKE_PREFIX_PATH=$folder/installed" "${@:2}"
  quietly "$folder/$1.build.log" "$cmake" --build "$folder/$1/build"
}

quietly "$folder/install.log" "$cmake" --install "$build" --prefix "$folder/moved" --component engine
# Packages are unpacked anywhere: an absolute path of the installation would not be found any more.
mv "$folder/moved" "$folder/installed"
mkdir "$folder/project"
cp "$here/main.cpp" "$here/CMakeLists.txt" "$folder/project"
build_project project "$@"

"$folder/project/build/phases" >"$folder/output.txt"
# A run of 200 by steps of 0.05. Two groups that attract each other, θ = 70° apart, are one in the end. Many tokens need
# until t = 35, proportional to e^{-β cos θ} at β = 10. Of 200 tokens the masses are 0.7 and 0.3 ± 0.032, and θ is off by
# 0.2 sqrt(1/140 + 1/60) = 0.031, the time by a factor e^{10 sin θ · 0.031} = e^{0.29} (standard deviations): masses may
# be off by four of them, and t = 200 = 35 e^{1.74} is six away. Phases begin at 0, follow one another without a gap, and
# end with the run.
awk '
  function wrong(what) { print "check.sh: " what ", line " NR ": " $0 > "/dev/stderr"; bad = 1 }
  $1 == "tokens" { tokens = $2; if ($2 != 200) wrong("expected 200 tokens") }
  $1 == "steps" { steps = $2; if ($2 != 4000) wrong("expected 4000 steps") }
  $1 == "time" { end = $2; if ($2 != 200) wrong("expected time 200") }
  $1 == "phase" { if ($3 != from + 0 || $4 <= $3) wrong("expected a phase from " from + 0); from = $4; ++phases }
  $1 == "merge" { ++merges; if ($2 <= 0 || $2 > 200 || $3 < 0.57 || $3 > 0.83 || $4 < 0.17 || $3 + $4 > 1 + 1e-5) wrong("expected masses near 0.7 and 0.3") }
  $1 == "cluster" { ++clusters; if ($2 < 1 - 1e-5 || $3 != tokens) wrong("expected a cluster of all tokens") }
  END { if (!steps || !phases || from != end || merges != 1 || clusters != 1) wrong("expected phases up to 200, one merge, one cluster"); exit bad }
' "$folder/output.txt" || { cat "$folder/output.txt" >&2; fail "wrong numbers"; }

# Errors are exceptions with a line that names what was asked for.
status=0
"$folder/project/build/phases" no-such-scene 2>"$folder/error.txt" || status=$?
[ "$status" = 1 ] && [ "$(wc -l <"$folder/error.txt")" = 1 ] && grep -q no-such-scene "$folder/error.txt" ||
  fail "expected status 1 and a line on no-such-scene, found $status: $(cat "$folder/error.txt")"

# Every header includes what it uses, in either order, and may be included in several files of a program.
list=$(cd "$folder/installed/include" && find coalesce -name '*.hpp' | LC_ALL=C sort)
[ -n "$list" ] || fail "no headers are installed"
sed 's/.*/#include <&>/' <<<"$list" >"$folder/headers/forward.cpp"
sed 's/.*/#include <&>/' <<<"$list" | tac >"$folder/headers/backward.cpp"
echo 'int main() {}' >>"$folder/headers/forward.cpp"
sed 's/main.cpp/forward.cpp backward.cpp/' "$here/CMakeLists.txt" >"$folder/headers/CMakeLists.txt"
build_project headers "$@" -DCMAKE_BUILD_TYPE=Debug
