#!/usr/bin/env bash
# soak.sh PROGRAM [SECONDS [FILE]]: checks that memory stays flat while the desktop is used for SECONDS (3600). A window of
# 1280x800 under its own X server goes to another scene every 10 s: by turns the welcome scene, ms4 at unlimited pace,
# which starts anew whenever it has come to its end, and one of the other shipped scenes, with looks back, themes and
# panels in between. A line every 10 s goes to FILE (soak.txt): seconds, resident and private memory in kB. Prints the
# slope of the private memory by least squares from a quarter of the time on, when caches and the allocator have filled.
# Within one scene memory grows by the states that can be looked back to (engine/flow/keyframes.hpp).
set -euo pipefail
program=$(realpath "$1") seconds=${2:-3600} file=$(realpath -m "${3:-soak.txt}")
. "$(dirname "${BASH_SOURCE[0]}")/measuring.sh"
measuring

play() { printf 'click scene.%s\nawait scene == %s\nawait steps > 0\n' "$1" "$1"; }
others=(kuramoto million ms1a ms1b ms2 ms3 repulsion sphere-heat two-clusters unnormalised)
rounds() {
  for scene in "${others[@]}"; do
    play welcome
    printf 'sleep 4\nseek 0.1\nsleep 1\nkey End\nkey Space\nawait playing == true\nsleep 5\n'
    play ms4
    printf 'click transport.pace\nclick transport.pace.2\nsleep 7\nseek 1\nsleep 1\nkey R\nkey Space\nawait playing == true\nsleep 2\n'
    play "$scene"
    printf 'sleep 5\nkey L\nclick tab.look\nclick tab.model\nsleep 5\n'
  done
}
for _ in $(seq $((seconds / 300 + 1))); do rounds; done > soak.script
echo quit >> soak.script

timeout -k 20 -s INT "$seconds" "$program" --script soak.script --forget --window 1280x800 --backend cpu > out.txt 2>&1 &
desktop=$!
while kill -0 "$desktop" 2>/dev/null; do
  pid=$(pgrep -P "$desktop" || true)
  if [ -n "$pid" ] && [ -r "/proc/$pid/smaps_rollup" ]; then
    awk -v t="$SECONDS" '/^Rss:/ { rss = $2 } /^Private_(Clean|Dirty):/ { own += $2 } END { print t, rss, own }' \
      "/proc/$pid/smaps_rollup" 2>/dev/null || true
  fi
  sleep 10
done > "$file"
status=0
wait "$desktop" || status=$?
cat out.txt
[ "$status" = 124 ] || { echo "soak.sh: the program ended by itself with status $status" >&2; exit 1; }
awk -v from="$((seconds / 4))" '
  $1 >= from { ++n; t += $1; m += $3; tt += $1 * $1; tm += $1 * $3; if ($3 > most) most = $3; if (!least || $3 < least) least = $3 }
  END { if (n < 3) { print "too few samples"; exit 1 }
        printf "private memory %.0f to %.0f MB, slope %+.2f MB an hour over %d samples\n", least / 1024, most / 1024,
               3600 / 1024 * (n * tm - t * m) / (n * tt - t * t), n }' "$file"
