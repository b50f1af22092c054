# Sourced by ./run and ./check: installs what is missing, once. Expects $root, the checkout.
#
#   coalesce_setup [packages-check.txt]
#
# System packages come from apt; Dear ImGui and ImPlot, which Debian 12 has too old or not at all, come as pinned,
# hash-checked sources from PyPI into the private folder .deps/.

# Nothing of the folder that the caller stands in may be run, which may be anybody's while the caller is root: relative
# entries of the path go, and Python is isolated (-I: neither that folder nor PYTHONPATH nor the user's own packages).
isolate() {
  local entry kept=
  local IFS=:
  set -f
  for entry in $PATH; do
    case "$entry" in /*) kept=$kept${kept:+:}$entry ;; esac
  done
  set +f
  export PATH=$kept
  unset PYTHONPATH PYTHONHOME PYTHONSTARTUP
  export PYTHONNOUSERSITE=1 PYTHONSAFEPATH=1
}
isolate

say() { printf '%s\n' "$*" >&2; }

package_names() { grep -hvE '^[[:space:]]*(#|$)' "$@"; }

unsupported_system() {
  say "coalesce: this script installs packages with apt (Debian 12, Ubuntu 24.04) and found no apt-get here."
  say "Install the equivalents of these packages, then call it again with COALESCE_SKIP_INSTALL=1:"
  package_names "$@" | sed 's/^/  /' >&2
  return 1
}

missing_packages() {
  local name
  for name in $(package_names "$@"); do
    case "$(dpkg-query -W -f '${db:Status-Abbrev}' "$name" 2>/dev/null)" in
      ii*) ;;
      *) printf '%s ' "$name" ;;
    esac
  done
}

install_packages() {
  [ -n "${COALESCE_SKIP_INSTALL:-}" ] && return 0
  command -v apt-get >/dev/null || { unsupported_system "$@"; return 1; }
  local missing sudo=
  missing=$(missing_packages "$@")
  [ -z "$missing" ] && return 0
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { say "coalesce: installing packages needs root or sudo; missing: $missing"; return 1; }
    sudo=sudo
  fi
  say "coalesce: installing $missing"
  local log
  log=$(mktemp)
  # shellcheck disable=SC2086
  if ! { $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive \
         apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    say "coalesce: apt-get could not install: $missing"
    return 1
  fi
  rm -f "$log"
}

# Isolated, pip itself does not look at PYTHONPATH; the process in which it asks the archive for its metadata does.
in_build_backend_of() {
  local packages=$1
  shift
  PYTHONPATH=$packages "$@"
}

fetch_sources() {
  local deps="$root/.deps" stamp="$root/.deps/stamp"
  local wanted
  wanted=$(cat "$root/.ci/requirements.txt" "$root/.ci/requirements-source.txt" | sha256sum)
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return 0
  say "coalesce: fetching Dear ImGui and ImPlot (pinned sources, 54 MB)"
  rm -rf "$deps"
  mkdir -p "$deps/python" "$deps/download"
  pip() { python3 -I -m pip --quiet --disable-pip-version-check "$@"; }
  pip install --root-user-action=ignore --no-deps --require-hashes --only-binary=:all: --target "$deps/python" -r "$root/.ci/requirements.txt" &&
    in_build_backend_of "$deps/python" pip download --no-deps --require-hashes --no-build-isolation --no-binary=:all: \
      --dest "$deps/download" -r "$root/.ci/requirements-source.txt" &&
    tar -xzf "$deps"/download/imgui_bundle-*.tar.gz -C "$deps" --strip-components=2 --wildcards \
      '*/external/imgui/imgui/*' '*/external/implot/implot/*' ||
    { say "coalesce: could not fetch the Dear ImGui sources (see the lines above)"; return 1; }
  rm -rf "$deps/download" "$deps/python"
  printf '%s\n' "$wanted" >"$stamp"
}

# An environment with what the Python module is built and tested with, for ./check alone. Debian's Python takes no packages
# from outside (PEP 668).
make_python_environment() {
  local venv="$root/.deps/venv" stamp="$root/.deps/venv/stamp"
  local wanted
  wanted=$(sha256sum <"$root/.ci/requirements-python.txt")
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return 0
  say "coalesce: making a Python environment for the tests"
  rm -rf "$venv"
  { python3 -I -m venv "$venv" &&
    "$venv/bin/python" -I -m pip --quiet --disable-pip-version-check install --only-binary=:all: -r "$root/.ci/requirements-python.txt"; } ||
    { say "coalesce: could not make the environment of the Python tests (see the lines above)"; return 1; }
  printf '%s\n' "$wanted" >"$stamp"
}

coalesce_setup() {
  local lists=("$root/.ci/packages.txt")
  [ -n "${1:-}" ] && lists+=("$root/.ci/$1")
  install_packages "${lists[@]}" && fetch_sources || return 1
  [ -z "${1:-}" ] || make_python_environment
}

# Configures (when there is no build yet; always with --configure first) and builds one preset; prints the log only when
# something goes wrong.
coalesce_build() {
  local configure=
  [ "$1" = --configure ] && { configure=1; shift; }
  local preset=$1 log status=0
  shift
  mkdir -p "$root/build"
  log="$root/build/$preset.log"
  (cd "$root" && { { [ -z "$configure" ] && [ -f "build/$preset/build.ninja" ]; } || cmake --preset "$preset"; } &&
    cmake --build "build/$preset" "$@") >"$log" 2>&1 || status=$?
  sed -n 's/^-- \(CUDA: \)/coalesce: \1/p' "$log" >&2
  if [ "$status" != 0 ]; then
    grep -nE 'error|Error|FAILED' "$log" | head -n 20 >&2 || true
    tail -n 30 "$log" >&2
    say "coalesce: building preset '$preset' failed; the whole log is $log"
  fi
  return "$status"
}
