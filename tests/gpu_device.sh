#!/bin/sh
# gpu_device.sh PROGRAM DIR checks a CUDA device: machine, gpu-check, compute-sanitizer where it is installed, times, pictures.
# Everything goes to the terminal and into DIR/report.txt; pictures and tables lie beside it. Status 1: something differs or
# failed. A kit that gpu.sh --pack made has it as `go`, which without arguments takes the kit's program and folder.
# Nothing but a shell is needed: the machine may have no other program.
case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
program=${1:-$here/bin/coalesce}
out=${2:-$here}
report=$out/report.txt
[ -d "$out" ] || mkdir -p "$out" || exit 1
status=0
: >"$report" || { echo "gpu_device.sh: $report: cannot be written" >&2; exit 1; }
say() {
  printf '%s\n' "$*"
  printf '%s\n' "$*" >>"$report"
}
# Runs a command, says what it writes, and keeps its status in `code`.
tell() {
  said=$("$@" 2>&1) && code=0 || code=$?
  [ -z "$said" ] || say "$said"
}
known() { command -v "$1" >/dev/null 2>&1; }
failed() {
  say "FAILED: $* (status $code)"
  status=1
}

say "== machine"
known date && tell date -u
known uname && tell uname -srm
if known nvidia-smi; then tell nvidia-smi; else say "nvidia-smi: not here"; fi
tell "$program" --version
[ "$code" = 0 ] || failed "the program does not start"

say "== gpu-check: device against CPU, pictures, times"
tell "$program" gpu-check
if [ "$code" != 0 ]; then
  failed gpu-check
  # Without a device nothing below says more.
  case $said in *"no CUDA"* | *driver*) say "$report has all of this"; exit 1 ;; esac
fi

# Small clouds: under the sanitizer a step takes a hundred times as long. The mesh's kernels, the direct ones in both
# precisions, on the circle and on the sphere, with noise and by rk4.
say "== compute-sanitizer"
sanitizer=compute-sanitizer
known $sanitizer || sanitizer=/usr/local/cuda/bin/compute-sanitizer
if known $sanitizer; then
  # It follows a script to the program that the script starts.
  sanitize() {
    tool=$1
    shift
    tell $sanitizer --target-processes all --tool "$tool" --error-exitcode 3 "$program" run "$@" --until 0.2 --backend cuda --quiet --out "$out/sanitized"
    if [ "$code" = 0 ]; then say "compute-sanitizer $tool: $*: clean"; else failed "compute-sanitizer $tool: $*"; fi
  }
  for tool in memcheck racecheck initcheck synccheck; do
    sanitize "$tool" welcome --set tokens.count=2000 --set time.method=layer --set solver.method=direct
    sanitize "$tool" ms2 --set tokens.count=1000 --set time.method=rk4 --set solver.method=direct --set solver.precision=double
    sanitize "$tool" welcome --set tokens.count=3000 --set time.method=layer --set solver.method=mesh --set model.noise=0.01
    sanitize "$tool" kuramoto --set tokens.count=3000 --set time.method=rk4 --set solver.method=mesh
  done
else
  say "not installed, not run"
fi

say "== times"
# Direct sums are left out by the program where a step would take longer than 3 s.
tell "$program" bench --backend cuda --quiet --json --tokens 10000 100000 1000000 10000000 --beta 30
if [ "$code" = 0 ]; then printf '%s\n' "$said" >"$out/bench.json"; else failed bench; fi
tell "$program" run million --until 1 --backend cuda --quiet --out "$out/million"
[ "$code" = 0 ] || failed "a run of a million tokens"

say "== pictures"
for scene in welcome ms2 million; do
  tell "$program" render "$scene" --backend cuda --quiet --size 1920x1080 --until 2 --seconds 1 --out "$out/$scene.png"
  if [ "$code" = 0 ]; then say "$out/$scene.png"; else failed "a picture of $scene"; fi
done

if [ $status = 0 ]; then say "== all done, nothing failed"; else say "== something failed, see above"; fi
say "$report has all of this"
exit $status
