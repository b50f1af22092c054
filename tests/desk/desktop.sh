#!/usr/bin/env bash
# desktop.sh PROGRAM SCRIPT OUTPUT_FOLDER [WIDTHxHEIGHT [SCALE]]: replays one script in a real window, by default of
# 1280x800 and text scale 1, under its own X server.
# The program's files stay in OUTPUT_FOLDER; golden images are found there as golden/.
set -euo pipefail
program=$1 script=$2 folder=$3 size=${4:-1280x800} scale=${5:-1}
rm -rf "$folder"
mkdir -p "$folder"
cp -r "$(dirname "$script")/../golden" "$folder/golden"
cd "$folder"
export XDG_CONFIG_HOME="$folder/config" HOME="$folder"
. "$(dirname "${BASH_SOURCE[0]}")/xserver.sh"
if [ $# -gt 3 ]; then start_xserver "$size"; else start_xserver; fi
timeout 1500 "$program" --script "$script" --forget --window "$size" --scale "$scale" --backend cpu
