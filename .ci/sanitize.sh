#!/usr/bin/env bash
# The whole suite under the address, undefined-behaviour and leak sanitizers (preset debug): by hand, or in CI on demand.
set -uo pipefail
case "${BASH_SOURCE[0]}" in */*) root=${BASH_SOURCE[0]%/*}/.. ;; *) root=.. ;; esac
root=$(CDPATH= cd -- "$root" && pwd)
. "$root/.ci/setup.sh"
coalesce_setup packages-check.txt && coalesce_build debug && exec ctest --test-dir "$root/build/debug" --output-on-failure -j "$(nproc)"
