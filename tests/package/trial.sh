#!/usr/bin/env bash
# trial.sh deb ROOT FILE.deb        installs, starts and removes the package in a bare Debian or Ubuntu root
# trial.sh archive ROOT FILE.tar.xz starts the archive's program in a bare root, without and with the distribution's OpenGL
# Run by hand, as root, on a root that debootstrap --variant=minbase made; its archive mirror must be reachable. ROOT is
# changed. The folder ROOT/tmp/trial keeps logs and a picture of the window.
set -euo pipefail
kind=$1 root=$2 file=$3
fail() { echo "trial.sh: $*" >&2; exit 1; }
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
install() { inside apt-get install -y --no-install-recommends "$@" >>"$root/tmp/trial/apt.log" 2>&1 || { tail -n 20 "$root/tmp/trial/apt.log" >&2; fail "apt-get install $*"; }; }
# Files of the system, without those that apt and dpkg keep for themselves.
listing() { inside find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /tmp -o -path /run -o -path /var/cache -o -path /var/lib/apt -o -path /var/lib/dpkg -o -path /var/log \) -prune -o -print | sort; }

rm -rf "$root/tmp/trial"
mkdir -p "$root/tmp/trial"
cp /etc/resolv.conf "$root/etc/resolv.conf"
mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
mountpoint -q "$root/dev" || mount --rbind /dev "$root/dev"
trap 'umount -l "$root/dev" "$root/proc"' EXIT
inside apt-get update -qq
name=$(basename "$file")
cp "$file" "$root/tmp/trial/"

# Without a window: a run and, by EGL, a picture.
headless() {
  inside "$1" --version
  inside "$1" run ms1a --set tokens.count=500 --until 1 --quiet --out /tmp/trial/run
  grep -q '"steps"' "$root/tmp/trial/run/summary.json" || fail "the run wrote no summary"
}
pictures() {
  inside "$1" render two-clusters --out /tmp/trial/clip.mp4 --seconds 1 --size 320x240 --quiet
  inside "$1" render ms2 --out /tmp/trial/picture.png --size 640x480 --panels on --quiet
  for made in clip.mp4 picture.png; do [ -s "$root/tmp/trial/$made" ] || fail "$made is missing"; done
}
# Starts a command line under Xvfb, waits for the window, keeps a picture of it, and ends it.
window() {
  cat >"$root/tmp/trial/window.sh" <<'INSIDE'
Xvfb -displayfd 1 -screen 0 1280x800x24 >/tmp/trial/display 2>/tmp/trial/xvfb.log & server=$!
for i in $(seq 100); do [ -s /tmp/trial/display ] && break; sleep 0.2; done
export DISPLAY=:$(cat /tmp/trial/display)
"$@" >/tmp/trial/window.log 2>&1 & program=$!
for i in $(seq 300); do xwininfo -root -tree 2>/dev/null | grep '("coalesce" "coalesce")' >/dev/null && found=1 && break; sleep 0.2; done
sleep 8
xwd -root -silent -out /tmp/trial/window.xwd || true
kill -0 $program || { cat /tmp/trial/window.log; found=; }
kill $program 2>/dev/null; wait $program 2>/dev/null; kill $server; wait $server 2>/dev/null
[ -n "$found" ]
INSIDE
  install xvfb x11-utils x11-apps xauth
  inside bash /tmp/trial/window.sh "$@" || fail "no window opened: $(cat "$root/tmp/trial/window.log")"
}

case $kind in
  deb)
    install xvfb xauth x11-utils x11-apps desktop-file-utils shared-mime-info libglib2.0-bin man-db
    listing >"$root/tmp/trial/before"
    install "/tmp/trial/$name"
    headless coalesce
    pictures coalesce
    entry=$root/usr/share/applications/coalesce.desktop
    # A menu starts Exec without its %f.
    command=$(sed -n 's/^Exec=//p' "$entry" | sed 's/ %f//')
    # shellcheck disable=SC2086
    window $command
    inside coalesce scene /tmp/trial/picture.png >"$root/tmp/trial/a.coalesce.json"
    cp "$root/tmp/trial/a.coalesce.json" "$root/tmp/trial/scene"
    printf '{"coalesce_lesson": 1}' >"$root/tmp/trial/lesson"
    printf '{"other": 1}' >"$root/tmp/trial/other.json"
    for pair in a.coalesce.json=scene scene=scene lesson=lesson other.json=; do
      type=$(inside gio info -a standard::content-type "/tmp/trial/${pair%=*}" | sed -n 's/.*content-type: //p')
      expected=application/json
      [ -z "${pair#*=}" ] || expected=application/x-coalesce-${pair#*=}+json
      [ "$type" = "$expected" ] || fail "${pair%=*}: found the type $type, expected $expected"
    done
    inside gio mime application/x-coalesce-scene+json | grep coalesce.desktop >/dev/null || fail "no program opens a scene"
    [ -n "$(inside find /usr/share/man/man1 -name 'coalesce.1*')" ] || echo "trial.sh: this root is set up without manual pages"
    inside apt-get purge -y coalesce >>"$root/tmp/trial/apt.log" 2>&1
    inside apt-get autoremove --purge -y >>"$root/tmp/trial/apt.log" 2>&1
    listing >"$root/tmp/trial/after"
    # The desktop remembers its settings for its user, and fontconfig keeps a cache.
    left=$(comm -13 "$root/tmp/trial/before" "$root/tmp/trial/after" | grep -v '^/root/\|/fontconfig' || true)
    [ -z "$left" ] || fail "left after removal: $left"
    echo "trial.sh: installed, opened a window from the menu entry's Exec, removed; nothing is left" ;;
  archive)
    inside sh -c 'command -v xz >/dev/null' || install xz-utils
    inside tar -C /opt -xf "/tmp/trial/$name"
    # Anywhere: a name with a blank, reached by a link.
    mv "$root/opt/${name%.tar.xz}" "$root/opt/coal esce"
    ln -sf "/opt/coal esce/bin/coalesce" "$root/usr/local/bin/coalesce"
    headless coalesce
    inside coalesce render ms2 --out /tmp/trial/none.png --quiet 2>&1 && fail "a picture without OpenGL"
    install libegl1 libgl1 libgl1-mesa-dri
    pictures coalesce
    window coalesce
    rm -rf "$root/opt/coal esce" "$root/usr/local/bin/coalesce"
    echo "trial.sh: ran in a bare root, and opened a window with the OpenGL of the distribution" ;;
  *) fail "found $kind, expected deb or archive" ;;
esac
