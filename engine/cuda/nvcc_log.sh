#!/usr/bin/env bash
# nvcc_log.sh COMPILER…: compiles, and writes what ptxas reports about kernels to OBJECT.ptxas instead of the screen.
object=
arguments=("$@")
for ((k = 0; k < $#; ++k)); do [ "${arguments[k]}" = -o ] && object=${arguments[k + 1]}; done
"$@" 2>"$object.ptxas"
status=$?
[ "$status" = 0 ] || cat "$object.ptxas" >&2
exit "$status"
