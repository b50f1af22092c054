#!/bin/sh
# Starts Coalesce from an unpacked archive. The libraries in lib/coalesce/spare are named to the loader where this machine has
# none of their names; all others are found by the program. Nothing but a shell is needed.
self=$0
[ ! -L "$self" ] || self=$(readlink -f -- "$self")
case $self in */*) here=${self%/*}/../lib/coalesce ;; *) here=../lib/coalesce ;; esac
# The folder of the machine's libraries of this kind is that of its C library.
for libraries in /usr/lib64 /lib64 /usr/lib/x86_64-linux-gnu /lib/x86_64-linux-gnu /usr/lib/aarch64-linux-gnu /lib/aarch64-linux-gnu /usr/lib /lib; do
  [ ! -e "$libraries/libc.so.6" ] || break
done
for folder in "$here"/spare/*; do
  [ -e "$libraries/${folder##*/}" ] || LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$folder
done
[ -z "${LD_LIBRARY_PATH:-}" ] || export LD_LIBRARY_PATH
# Where /proc is not mounted the loader knows no path of the program.
[ -e /proc/self/exe ] || export LD_ORIGIN_PATH="$here"
exec "$here/coalesce" "$@"
