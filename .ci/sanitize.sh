#!/usr/bin/env bash
# The whole suite under the address, undefined-behaviour and leak sanitizers (preset debug): by hand, or in CI on demand.
# A test in which the leak checker itself crashed, and nothing else failed, says nothing about the program: it runs again.
set -uo pipefail
case "${BASH_SOURCE[0]}" in */*) root=${BASH_SOURCE[0]%/*}/.. ;; *) root=.. ;; esac
root=$(CDPATH= cd -- "$root" && pwd)
. "$root/.ci/setup.sh"
coalesce_setup packages-check.txt && coalesce_build debug || exit 1
suite() { ctest --test-dir "$root/build/debug" --output-on-failure "$@" 2>&1 | tee "$root/build/debug/ctest.txt"; }
suite -j "$(nproc)" && exit 0
# Every failed test must have said it: a failure of another kind stays one.
failed=$(grep -c '\*\*\*' "$root/build/debug/ctest.txt")
crashed=$(awk '/\*\*\*/ { said = 0 } /LeakSanitizer has encountered a fatal error/ && !said { said = 1; ++n } END { print n + 0 }' "$root/build/debug/ctest.txt")
[ "$failed" = "$crashed" ] || exit 1
echo "coalesce: the leak checker crashed in $crashed tests, which run again" >&2
suite --rerun-failed
