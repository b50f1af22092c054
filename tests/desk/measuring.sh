# Sourced by scripts that measure the desktop by hand. measuring [LOADS]: enters a private folder for settings and outputs,
# starts an X server and LOADS (0) busy loops that compete for the processors. All end with the shell.
. "$(dirname "${BASH_SOURCE[0]}")/xserver.sh"
measuring() {
  folder=$(mktemp -d)
  cd "$folder" || return
  export XDG_CONFIG_HOME="$folder/config" HOME="$folder"
  start_xserver
  local busy=
  for _ in $(seq "${1:-0}"); do (while :; do :; done) & busy="$busy $!"; done
  # shellcheck disable=SC2064
  trap "$(trap -p EXIT | sed "s/^trap -- '//; s/' EXIT$//"); kill $busy 2>/dev/null || true; rm -rf '$folder'" EXIT
}

# middle FILE: the median of its sorted lines.
middle() { sed -n "$((($(wc -l < "$1") + 1) / 2))p" "$1"; }
