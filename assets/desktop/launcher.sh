#!/bin/sh
# Starts Coalesce from an unpacked archive. The libraries in lib/coalesce/spare are named to the loader where this machine has
# none of their names; all others are found by the program.
here=$(dirname -- "$(readlink -f -- "$0")")/../lib/coalesce
known=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | sed -n '/,x86-64\|,AArch64/{s/^[[:space:]]*//; s/ .*//; p}')
newline='
'
for folder in "$here"/spare/*; do
  case "$newline$known$newline" in
    *"$newline${folder##*/}$newline"*) ;;
    *) LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$folder ;;
  esac
done
[ -z "${LD_LIBRARY_PATH:-}" ] || export LD_LIBRARY_PATH
exec "$here/coalesce" "$@"
