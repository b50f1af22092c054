# Sourced. start_xserver [WIDTHxHEIGHT]: starts a private X server on a display number of its own choosing, killed when the shell exits.
start_xserver() {
  local display
  exec {display}<> <(:)
  Xvfb -displayfd "$display" -screen 0 "${1:-1600x1000}x24" -noreset -nolisten tcp 2>/dev/null &
  local server=$!
  # shellcheck disable=SC2064
  trap "kill $server 2>/dev/null" EXIT
  local number
  read -r -t 300 -u "$display" number || { echo "no X server: Xvfb gave no display number within five minutes" >&2; return 1; }
  export DISPLAY=":$number"
}
