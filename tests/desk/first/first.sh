#!/usr/bin/env bash
# first.sh PROGRAM OUTPUT_FOLDER: the doors are shown at the first start of all, and neither at the second one nor where a
# scene is named.
set -euo pipefail
program=$1 folder=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"
export HOME="$folder"
. "$here/../xserver.sh"
start_xserver
play() {
  XDG_CONFIG_HOME="$folder/$1" timeout 600 "$program" ${3+"$3"} --script "$here/$2.script" --window 1280x800 --backend cpu
}
play new first
play new again
play named again two-clusters
play named first
