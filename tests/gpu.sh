#!/usr/bin/env bash
# gpu.sh [BUILD]: on a machine with a CUDA device, builds the program, looks for errors of memory and races with
# compute-sanitizer where that is installed, and prints the report of `coalesce gpu-check`; status 1 where anything differs.
set -uo pipefail
root=$(CDPATH= cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
build=${1:-$root/build/gpu}
mkdir -p "$build"
if ! {
  cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCOALESCE_CUDA=ON -DCOALESCE_TESTS=OFF &&
    cmake --build "$build" --target coalesce
} >"$build.log" 2>&1; then
  tail -n 20 "$build.log" >&2
  echo "gpu.sh: building failed; the whole log is $build.log" >&2
  exit 1
fi
program=$build/coalesce
status=0

# Small clouds: under the sanitizer a step takes a hundred times as long. The mesh's kernels, the direct ones in both
# precisions, on the circle and on the sphere, with noise and by rk4.
if command -v compute-sanitizer >/dev/null; then
  out=$(mktemp -d)
  trap 'rm -rf "$out"' EXIT
  for tool in memcheck racecheck initcheck synccheck; do
    for run in "welcome tokens.count=2000 time.method=layer solver.method=direct" \
      "ms2 tokens.count=1000 time.method=rk4 solver.method=direct solver.precision=double" \
      "welcome tokens.count=3000 time.method=layer solver.method=mesh model.noise=0.01" \
      "kuramoto tokens.count=3000 time.method=rk4 solver.method=mesh"; do
      read -r -a words <<<"$run"
      sets=()
      for assignment in "${words[@]:1}"; do sets+=(--set "$assignment"); done
      if compute-sanitizer --tool "$tool" --error-exitcode 3 "$program" run "${words[0]}" "${sets[@]}" --until 0.2 \
        --backend cuda --quiet --out "$out/run" >"$out/log" 2>&1; then
        echo "compute-sanitizer $tool: $run: clean"
      else
        echo "compute-sanitizer $tool: $run: FAILED"
        tail -n 20 "$out/log"
        status=1
      fi
    done
  done
else
  echo "compute-sanitizer: not installed, not run"
fi

"$program" gpu-check || status=1
exit $status
