#!/usr/bin/env bash
# latency.sh PROGRAM [SCENE [DRAGS [LOADS]]]: measures how long the picture takes to follow the mouse while SCENE (default million)
# plays and LOADS (0) busy loops compete.
# A window of 1280x800 under its own X server; xdotool moves the pressed pointer DRAGS times (50) a style of drawing. A
# latency is counted from before xdotool starts, some 5 ms before the event reaches the server, to the moment when the
# first frame with the new camera is in the window. Prints milliseconds, and the largest k of "showing 1 in k".
set -euo pipefail
program=$(realpath "$1") scene=${2:-million} drags=${3:-50} loads=${4:-0}
. "$(dirname "${BASH_SOURCE[0]}")/measuring.sh"
[ -f "$scene" ] && scene=$(realpath "$scene")
measuring "$loads"

measure() {
  local style=$1
  cat > play.script <<SCRIPT
await tokens > 0
click tab.look
click view.tokens
click view.tokens.$style
await steps > 1
wait 10
frames frames.txt
await playing == false
quit
SCRIPT
  rm -f frames.txt drags.txt
  timeout 200 "$program" "$scene" --script play.script --forget --window 1280x800 &
  local desktop=$! window
  for _ in $(seq 900); do
    [ -s frames.txt ] && break
    kill -0 "$desktop" 2>/dev/null || return 1
    sleep 0.1
  done
  window=$(xdotool search --name Coalesce | head -n 1)
  xdotool windowfocus "$window" mousemove --window "$window" 640 350 mousedown 1
  sleep 0.5
  for i in $(seq "$drags"); do
    echo "$EPOCHREALTIME" >> drags.txt
    xdotool mousemove --window "$window" $((640 + 3 * (i % 2) + i)) 350
    # Drags must not be in step with the frames.
    sleep "0.1$((i * 37 % 100 + 100))"
  done
  xdotool mouseup 1 key space
  wait "$desktop"
  awk '
    FNR == NR { at[++n] = $1; yaw[n] = $3; next }
    { for (k = 2; k <= n && at[k] < $1;) ++k      # the first frame after the drag
      for (; k <= n && yaw[k] == yaw[k - 1];) ++k # the first that shows it
      if (k <= n) print 1000 * (at[k] - $1) }' frames.txt drags.txt | sort -n > late.txt
  awk '{ print 1000 * $2 }' frames.txt | sort -n > took.txt
  printf '%-8s %4d drags: median %6.1f, worst %6.1f   frames: median %6.1f, worst %6.1f   1 in %d\n' "$style" \
    "$(wc -l < late.txt)" "$(middle late.txt)" "$(tail -n 1 late.txt)" "$(middle took.txt)" "$(tail -n 1 took.txt)" \
    "$(sort -n -k 5 frames.txt | tail -n 1 | cut -d ' ' -f 5)"
}

for style in density points sprites; do measure "$style"; done
