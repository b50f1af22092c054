#!/usr/bin/env bash
# gpu_device.sh SCRIPT FOLDER: runs SCRIPT, the check of a CUDA device, with a program and a compute-sanitizer that only write down
# how they are called, and checks what is run, what is reported and with which status it ends.
set -euo pipefail
script=$1 folder=$2
rm -rf "$folder"
mkdir -p "$folder/bin"
fail() { echo "gpu_device.sh: $*" >&2; exit 1; }

cat >"$folder/bin/program" <<'END'
#!/bin/sh
echo "program $*" >>"$CALLS"
case "$1" in "$FAILS") echo "coalesce: $1: $WHY"; exit 1 ;; bench) echo '[{"tokens": 1}]' ;; --version) echo "coalesce 9.9" ;; esac
END
cat >"$folder/bin/compute-sanitizer" <<'END'
#!/bin/sh
echo "compute-sanitizer $*" >>"$CALLS"
exit "${SANITIZED:-0}"
END
chmod +x "$folder"/bin/*
export PATH=$folder/bin:$PATH CALLS FAILS WHY SANITIZED
# run NAME EXPECTED: leaves NAME.calls, NAME/report.txt
run() {
  CALLS=$folder/$1.calls
  : >"$CALLS"
  local status=0
  sh "$script" "$folder/bin/program" "$folder/$1" >"$folder/$1.out" 2>&1 || status=$?
  [ "$status" = "$2" ] || { cat "$folder/$1.out"; fail "$1: found status $status, expected $2"; }
  diff "$folder/$1.out" "$folder/$1/report.txt" >/dev/null || fail "$1: the report is not what was said"
}
has() { grep -F -- "$2" "$folder/$1" >/dev/null || { cat "$folder/$1"; fail "$1 lacks: $2"; }; }

FAILS='' WHY='' SANITIZED=0
run good 0
has good/report.txt "coalesce 9.9"
has good/report.txt "== all done, nothing failed"
has good/report.txt "compute-sanitizer racecheck: kuramoto --set tokens.count=3000 --set time.method=rk4 --set solver.method=mesh: clean"
[ "$(grep -c '^compute-sanitizer' "$folder/good.calls")" = 16 ] || fail "expected 16 runs under compute-sanitizer"
for call in gpu-check "bench --backend cuda" "run million" "render welcome" "render ms2" "render million"; do has good.calls "program $call"; done
has good/bench.json '"tokens": 1'

SANITIZED=3
run races 1
has races/report.txt "FAILED: compute-sanitizer memcheck: welcome"
has races.calls "render million"

# Scenes that differ are a finding: the rest is run. Without a driver there is nothing to run.
SANITIZED=0 FAILS=gpu-check WHY="2 scenes differ from the CPU"
run differs 1
has differs/report.txt "2 scenes differ"
has differs.calls "render million"
WHY="no CUDA driver is installed"
run none 1
has none/report.txt "no CUDA driver is installed"
! grep render "$folder/none.calls" >/dev/null || fail "pictures without a device"
