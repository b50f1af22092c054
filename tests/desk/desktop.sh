#!/usr/bin/env bash
# desktop.sh PROGRAM SCRIPT OUTPUT_FOLDER: replays one script in a real window under its own X server.
# What the program writes stays in OUTPUT_FOLDER; golden images are found there as golden/.
set -euo pipefail
program=$1 script=$2 folder=$3
rm -rf "$folder"
mkdir -p "$folder"
cp -r "$(dirname "$script")/../golden" "$folder/golden"
cd "$folder"
export XDG_CONFIG_HOME="$folder/config" HOME="$folder"
. "$(dirname "${BASH_SOURCE[0]}")/xserver.sh"
start_xserver
timeout 1500 "$program" --script "$script" --forget --window 1280x800 --backend cpu
