#!/usr/bin/env bash
# links.sh PROGRAM SCRIPT OUTPUT_FOLDER: records from the desktop while links are planted under every predictable name
# in the shared folder for temporary files. Their targets must stay unchanged, and nothing may be left behind.
set -euo pipefail
program=$1 script=$2 folder=$3
rm -rf "$folder"
mkdir -p "$folder/tmp" "$folder/elsewhere"
cd "$folder"
export XDG_CONFIG_HOME="$folder/config" HOME="$folder" TMPDIR="$folder/tmp"
# A runtime folder that is a link must not be trusted.
chmod 777 elsewhere
ln -s "$folder/elsewhere" runtime
export XDG_RUNTIME_DIR="$folder/runtime"
. "$(dirname "${BASH_SOURCE[0]}")/../xserver.sh"
start_xserver
echo mine >victim
# The program keeps the process number of the shell that becomes it.
# shellcheck disable=SC2016
timeout 1500 bash -c '
  for name in recording "recording-$$" "$$" XXXXXX; do
    for ending in "" .json; do ln -s "$PWD/victim" "$TMPDIR/coalesce-$name$ending"; done
  done
  exec "$@"' bash "$program" --script "$script" --forget --window 1280x800 --backend cpu

[ -s one.png ] || { echo "nothing was recorded" >&2; exit 1; }
[ "$(cat victim)" = mine ] || { echo "a file was written through a planted link" >&2; exit 1; }
[ -z "$(ls -A elsewhere)" ] || { echo "a runtime folder that is a link was used" >&2; exit 1; }
left=$(find "$TMPDIR" -mindepth 1 ! -type l)
[ -z "$left" ] || { echo "left behind: $left" >&2; exit 1; }
