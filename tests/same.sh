#!/usr/bin/env bash
# same.sh record PROGRAM DIR        runs PROGRAM and keeps in DIR what a change of the structure must not change
# same.sh compare DIR DIR           lists every difference between two such folders; status 1 where there is one
# same.sh bench OLD NEW [ROUNDS]    times two programs and a copy of OLD by turns; status 1 where a row's least time grew by 3 %
#
# DIR/tokens.txt   SHA-256 of tokens.npy for every shipped scene: 300 steps of its fixed-step method by direct sums and by
#                  the mesh, the same time by adaptive steps, with 1 and 2 threads
# DIR/numbers/     what `reproduce` and `lab` write: JSON and CSV, seconds and version left out, and SHA-256 of arrays
# DIR/pictures/    their pictures, and every shipped scene in both themes
# DIR/help.txt     the text of every --help
# A run takes 15 minutes on two cores. Use an idle machine for `bench`; its rounds (7) alternate the programs.
set -euo pipefail
here=$(CDPATH= cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
usage() { sed -n '2,4s/^# //p' "${BASH_SOURCE[0]}" >&2; exit 2; }

# Runs PROGRAM without output; its errors stand in $scratch/error.
attempt() { "$program" "$@" --quiet >/dev/null 2>"$scratch/error"; }
now_at() { printf '\rsame: %-60s' "$1" >&2; }

# help_of WORDS…: the help of a command and of those below it.
help_of() {
  local text line
  text=$("$program" "$@" --help)
  printf '== %s\n%s\n' "$*" "$text"
  while read -r line; do help_of "$@" "$line"; done < <(sed -n '/^Subcommands:/,/^$/s/^  \([a-z][a-z-]*\) .*/\1/p' <<<"$text")
}

# count LIMIT, until: of SCENE, which needs a time that 300 steps of its dt reach.
scene_number() { python3 -I -c 'import json, sys
scene = json.load(open(sys.argv[1]))
print(min(int(sys.argv[3]), scene["tokens"]["count"]) if sys.argv[2] == "count" else 300 * scene["time"]["dt"])' "$@"; }

record_tokens() {
  local file=$here/../assets/scenes name scene until kind threads
  for scene in "$file"/*.json; do
    name=$(basename "$scene" .json) until=$(scene_number "$scene" until 0)
    for kind in direct mesh adaptive; do
      # Direct sums cost N² a step, adaptive steps of thousands of tokens many steps.
      local set=(--until "$until" --set "tokens.count=$(scene_number "$scene" count 2000)")
      grep -q '"method": "adaptive"' "$scene" && [ $kind != adaptive ] && set+=(--set time.method=layer)
      case $kind in
        direct) set+=(--set solver.method=direct) ;;
        mesh) set+=(--set solver.method=mesh --set "tokens.count=$(scene_number "$scene" count 50000)") ;;
        adaptive) set+=(--set time.method=adaptive --set time.tolerance=1e-4) ;;
      esac
      for threads in 1 2; do
        now_at "tokens: $name $kind, threads: $threads"
        if attempt run "$name" "${set[@]}" --threads $threads --backend cpu --out "$scratch/run"; then
          printf '%s %s %s %s\n' "$name" $kind $threads "$(sha256sum <"$scratch/run/tokens.npy")"
        else
          printf '%s %s %s %s\n' "$name" $kind $threads "$(head -n 1 "$scratch/error")"
        fi
        rm -rf "$scratch/run"
      done
    done
  done >"$out/tokens.txt"
}

# keep NAME: takes what a command left in $scratch/results into numbers/NAME and pictures/.
keep() {
  local file name=$1
  for file in "$scratch/results"/*; do
    case $file in
      *.png) mv "$file" "$out/pictures/$name-$(basename "$file")" ;;
      *.json) python3 -I "$here/same_numbers.py" flatten "$file" >"$out/numbers/$name-$(basename "$file").txt" ;;
      *.npy) sha256sum <"$file" >"$out/numbers/$name-$(basename "$file").txt" ;;
      *) mv "$file" "$out/numbers/$name-$(basename "$file")" ;;
    esac
  done
  rm -rf "$scratch/results"
}

record_results() {
  local name
  while read -r name; do
    now_at "reproduce $name"
    # Status 1 says that a check is not met, which compares like any other result.
    attempt reproduce "$name" --out "$scratch/results" || cat "$scratch/error" >"$out/numbers/$name.error"
    keep "$name"
  done < <("$program" reproduce --help | sed -n '/^Figures:/,/^A figure/s/^  \([a-z0-9-]*\) .*/\1/p')
  for name in "single-location" "single-location --set link=quadratic --set start=random" \
    "infinite-width --set samples=5000" "infinite-width --set samples=2000 --set matrices=true --set n=32" \
    "infinite-width --figure 2a --set samples=2000" "infinite-width --figure 3 --set samples=1000" \
    "equiangular" "equiangular --set gamma=1.5 --set attention=unnormalized"; do
    now_at "lab $name"
    # shellcheck disable=SC2086  # words of the command
    attempt lab $name --out "$scratch/results" || cat "$scratch/error" >"$out/numbers/${name//[^a-z0-9.=-]/_}.error"
    keep "lab-${name//[^a-z0-9.=-]/_}"
  done
}

record_pictures() {
  local scene theme name
  for scene in "$here"/../assets/scenes/*.json; do
    name=$(basename "$scene" .json)
    for theme in light dark; do
      now_at "picture: $name $theme"
      attempt render "$name" --set "tokens.count=$(scene_number "$scene" count 2000)" --until "$(scene_number "$scene" until 0)" \
        --backend cpu --seconds 1 --panels on --size 1280x720 --theme $theme --out "$out/pictures/$name-$theme.png" || true
    done
  done
}

record() {
  program=$(realpath "$1") out=$2 scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  [ ! -e "$out" ] || { echo "same.sh: $out: found a file or folder, expected a name that is free" >&2; exit 2; }
  mkdir -p "$out/numbers" "$out/pictures"
  help_of >"$out/help.txt"
  record_tokens
  record_results
  record_pictures
  now_at "recorded $out"
  echo >&2
}

case "${1:-}" in
  record) [ $# = 3 ] || usage; record "$2" "$3" ;;
  compare) [ $# = 3 ] || usage; exec python3 -I "$here/same_numbers.py" compare "$2" "$3" ;;
  bench) [ $# -ge 3 ] || usage; exec python3 -I "$here/same_numbers.py" bench "$2" "$3" "${4:-7}" ;;
  *) usage ;;
esac
