#!/usr/bin/env bash
# lesson_steps.sh PROGRAM [LESSON... [-- LOADS]]: measures how long a step of a LESSON (default: all that are shipped) takes from
# the key to its first frame in the window, while LOADS (0) busy loops compete.
# A window of 1280x800 under its own X server; xdotool presses Space every 3 seconds until the last step is shown. A
# latency is counted from before xdotool starts, some 5 ms before the event reaches the server. Keys that answer a
# question change no step and do not count. Prints milliseconds.
set -euo pipefail
program=$(realpath "$1")
shift
lessons=() loads=0
while [ $# -gt 0 ]; do
  if [ "$1" = -- ]; then loads=$2 && break; fi
  lessons+=("$1")
  shift
done
[ ${#lessons[@]} -gt 0 ] || mapfile -t lessons < <("$program" lessons | cut -d ' ' -f 1)
. "$(dirname "${BASH_SOURCE[0]}")/measuring.sh"
measuring "$loads"

measure() {
  printf 'await lesson.mode == presenting\nwait 10\nframes frames.txt\nawait lesson.mode == left\nquit\n' > play.script
  rm -f frames.txt keys.txt
  timeout 300 "$program" "$1" --script play.script --forget --window 1280x800 &
  local desktop=$! window last
  for _ in $(seq 900); do
    [ -s frames.txt ] && break
    kill -0 "$desktop" 2> /dev/null || return 1
    sleep 0.1
  done
  last=$("$program" scene "$1" | grep -c '"title"')
  window=$(xdotool search --name Coalesce | head -n 1)
  xdotool windowfocus "$window"
  while [ "$(tail -n 1 frames.txt | cut -d ' ' -f 6)" -lt $((last - 1)) ]; do # the lesson has a title as well
    sleep 3
    echo "$EPOCHREALTIME" >> keys.txt
    xdotool key --window "$window" space
  done
  sleep 1
  xdotool key --window "$window" Escape
  wait "$desktop"
  awk '
    FNR == NR { at[++n] = $1; step[n] = $6; next }
    { for (k = 2; k <= n && at[k] < $1;) ++k
      for (; k <= n && at[k] < $1 + 2.9 && step[k] == step[k - 1];) ++k
      if (k <= n && step[k] != step[k - 1]) print 1000 * (at[k] - $1) }' frames.txt keys.txt | sort -n > late.txt
  awk '{ print 1000 * $2 }' frames.txt | sort -n > took.txt
  printf '%-18s %2d steps: median %6.1f, worst %6.1f   frames: median %5.1f   load %s\n' "$1" "$(wc -l < late.txt)" \
    "$(middle late.txt)" "$(tail -n 1 late.txt)" "$(middle took.txt)" "$(cut -d ' ' -f 1 /proc/loadavg)"
}

for lesson in "${lessons[@]}"; do measure "$lesson"; done
