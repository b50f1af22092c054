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
for _ in $(seq 6000); do
  [ -s ready.png ] && break
  kill -0 "$desktop" 2>/dev/null || break
  sleep 0.1
done
window=$(xdotool search --name Coalesce | head -n 1)
xdotool windowfocus "$window" key space
xdotool mousemove --window "$window" 640 350 mousedown 1
for x in 660 690 720 760; do xdotool mousemove --window "$window" $x 360; sleep 0.1; done
xdotool mouseup 1
sleep 0.2
# The program may leave as soon as it has seen the first notch.
xdotool click 4 click 4 || true
wait "$desktop"
