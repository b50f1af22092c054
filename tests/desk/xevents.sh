#!/usr/bin/env bash
# xevents.sh PROGRAM SCRIPT OUTPUT_FOLDER: the one test that goes through X itself: xdotool's keys, drags and wheel reach
# the program by GLFW's callbacks; the script waits for their effect.
set -euo pipefail
program=$1 script=$2 folder=$3
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"
export XDG_CONFIG_HOME="$folder/config" HOME="$folder"
. "$(dirname "${BASH_SOURCE[0]}")/xserver.sh"
start_xserver
timeout 1500 "$program" --script "$script" --forget --window 1280x800 &
desktop=$!
# await_file NAME: waits until the script has come to its "shot NAME", or the program is gone.
await_file() {
  for _ in $(seq 6000); do
    [ -s "$1" ] && return
    kill -0 "$desktop" 2>/dev/null || return 0
    sleep 0.1
  done
}
await_file ready.png
window=$(xdotool search --name Coalesce | head -n 1)
xdotool windowfocus "$window" key space
xdotool mousemove --window "$window" 640 350 mousedown 1
for x in 660 690 720 760; do xdotool mousemove --window "$window" $x 360; sleep 0.1; done
xdotool mouseup 1
sleep 0.2
xdotool click 4 click 4
# Frames are slow from here on: press and release of a whole chord fall into one.
await_file slow.png
xdotool key ctrl+r
await_file recording.png
xdotool key Escape
await_file closed.png
xdotool key ctrl+z key ctrl+y
# The program may leave as soon as it has seen the last one.
await_file redone.png
xdotool key ctrl+q || true
wait "$desktop"
