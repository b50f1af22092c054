#!/usr/bin/env bash
# gpu.sh [BUILD]            on a machine with a CUDA device: builds the program and checks the device by gpu_device.sh; status 1
#                           where anything differs.
# gpu.sh --pack DIR [BUILD] makes a folder that does the same on a machine without compilers: DIR/go writes DIR/report.txt. It
#                           needs x86-64, glibc 2.36, a shell and NVIDIA's driver there, and nvcc here.
set -uo pipefail
root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
pack=
if [ "${1:-}" = --pack ]; then
  pack=${2:?gpu.sh: --pack: found no folder, expected --pack DIR}
  shift 2
  [ ! -e "$pack" ] || { echo "gpu.sh: --pack $pack: is there already, expected a new folder" >&2; exit 2; }
fi
options=(-DCMAKE_BUILD_TYPE=Release -DCOALESCE_CUDA=ON -DCOALESCE_TESTS=OFF)
# Films and their codecs are four fifths of what a program needs, and no device has a part in them.
[ -z "$pack" ] || options+=(-DCOALESCE_FILMS=OFF -DCOALESCE_CUDA_ARCHITECTURES=90 -DCOALESCE_UNITY=ON)
build=${1:-$root/build/${pack:+kit}}
[ -n "$pack$*" ] || build=$root/build/gpu
mkdir -p "$build"
build=$(cd "$build" && pwd)
if ! {
  cmake -S "$root" -B "$build" -G Ninja "${options[@]}" && cmake --build "$build" --target coalesce
} >"$build.log" 2>&1; then
  tail -n 20 "$build.log" >&2
  echo "gpu.sh: building failed; the whole log is $build.log" >&2
  exit 1
fi
[ -n "$pack" ] || exec "$root/tests/gpu_device.sh" "$build/coalesce" "$build/device"

made=$pack.part
rm -rf "$made"
cmake --install "$build" --prefix "$made" --component program --strip >"$build.pack.log" 2>&1 &&
  cmake "-DPREFIX=$made" "-DSOURCE=$root" -P "$root/cmake/bundle.cmake" >>"$build.pack.log" 2>&1 || {
  tail -n 20 "$build.pack.log" >&2
  echo "gpu.sh: packing failed; the whole log is $build.pack.log" >&2
  exit 1
}
# The device's machine has no menus.
find "$made/share" -mindepth 1 -maxdepth 1 ! -name doc -exec rm -r {} +
cp "$root/tests/gpu_device.sh" "$made/go"
mv "$made" "$pack"
size=$(du -s -B1048576 "$pack" | cut -f1)
[ "$size" -le 60 ] || { echo "gpu.sh: $pack has $size MiB, expected at most 60" >&2; exit 1; }
echo "$pack: $size MiB; $pack/go runs it"
