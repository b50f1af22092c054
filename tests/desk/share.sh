#!/usr/bin/env bash
# share.sh PROGRAM [SCENE [TIME [LOADS]]]: measures the share of the machine that a playing simulation gets beside its window. Simulates
# SCENE (default ms4) to TIME (0.7) without a window and in one of 1600x900 under its own X server at unlimited pace, in
# turns, three times, while LOADS (0) busy loops compete. Prints the medians of the seconds taken and their ratio: 0.5 is
# half of the machine for the simulation.
set -euo pipefail
program=$(realpath "$1") scene=${2:-ms4} time=${3:-0.7} loads=${4:-0}
. "$(dirname "${BASH_SOURCE[0]}")/measuring.sh"
[ -f "$scene" ] && scene=$(realpath "$scene")
measuring "$loads"

cat > play.script <<SCRIPT
await tokens > 1
key Space
key R
await steps == 0
click transport.pace
click transport.pace.2
shot begun.png
key Space
await time > $time
shot ended.png
quit
SCRIPT
without() {
  timeout 600 "$program" run "$scene" --until "$time" --backend cpu --quiet --out out
  sed -n 's/.*"wall_seconds": *\([0-9.e+-]*\).*/\1/p' out/summary.json
}
within() {
  timeout 600 "$program" "$scene" --script play.script --forget --window 1600x900 --backend cpu
  stat -c %.6Y begun.png ended.png | awk '{ at[NR] = $1 } END { print at[2] - at[1] }'
}
for _ in 1 2 3; do without >> without.txt; within >> within.txt; done
sort -g -o without.txt without.txt
sort -g -o within.txt within.txt
awk -v a="$(middle without.txt)" -v b="$(middle within.txt)" \
  'BEGIN { printf "without a window %.2f s, in one %.2f s: %.2f of the machine\n", a, b, a / b }'
