#!/usr/bin/env bash
# files.sh CMAKE BUILD FOLDER SOURCE: installs the program of BUILD into FOLDER and checks what comes with it: the list of files,
# menu entry, types of files and AppStream data by the tools of the desktop where they are installed, icons against the
# drawing, and the launcher of the archive.
set -euo pipefail
cmake=$1 build=$2 folder=$3 source=$4
rm -rf "$folder"
mkdir -p "$folder"
fail() { echo "files.sh: $*" >&2; exit 1; }
have() { command -v "$1" >/dev/null || { echo "files.sh: $1 is not installed, its check is left out"; false; }; }

"$cmake" --install "$build" --prefix "$folder/usr" --component program >"$folder/install.log" 2>&1 || { cat "$folder/install.log" >&2; fail "cmake --install"; }
found=$(cd "$folder/usr" && find . -type f | LC_ALL=C sort)
expected='./bin/coalesce
./share/applications/coalesce.desktop
./share/bash-completion/completions/coalesce
./share/doc/coalesce/CITATION.cff
./share/doc/coalesce/copyright
./share/fish/vendor_completions.d/coalesce.fish
./share/icons/hicolor/128x128/apps/coalesce.png
./share/icons/hicolor/256x256/apps/coalesce.png
./share/icons/hicolor/48x48/apps/coalesce.png
./share/icons/hicolor/scalable/apps/coalesce.svg
./share/man/man1/coalesce.1.gz
./share/metainfo/org.coalesce.coalesce.metainfo.xml
./share/mime/packages/coalesce.xml
./share/zsh/site-functions/_coalesce'
[ "$found" = "$expected" ] || fail "the list of installed files differs: $(diff <(echo "$expected") <(echo "$found"))"
"$folder/usr/bin/coalesce" --version >/dev/null || fail "the installed program does not start"
gzip -dc "$folder/usr/share/man/man1/coalesce.1.gz" | grep '^\.TH COALESCE 1' >/dev/null || fail "no manual page"

share=$folder/usr/share
desktop=$share/applications/coalesce.desktop
if have desktop-file-validate; then desktop-file-validate "$desktop" || fail "the menu entry"; fi
if have appstreamcli; then
  appstreamcli validate --no-net "$share"/metainfo/*.xml >"$folder/appstream.log" 2>&1 || { cat "$folder/appstream.log" >&2; fail "the AppStream data"; }
fi
# The menu entry opens the types that the package declares, and its program and icon are installed.
for kind in scene lesson; do
  grep "^MimeType=.*application/x-coalesce-$kind+json;" "$desktop" >/dev/null || fail "the menu entry lacks the type of a $kind"
  grep "type=\"application/x-coalesce-$kind+json\"" "$share/mime/packages/coalesce.xml" >/dev/null || fail "no type of a $kind"
done
if have update-mime-database; then
  update-mime-database "$share/mime" 2>"$folder/mime.log" || { cat "$folder/mime.log" >&2; fail "the types of files"; }
  grep ':\*.coalesce.json' "$share/mime/globs2" >/dev/null || fail "the names of scenes are no type"
fi

# The version in the citation is that of the program.
version=$("$folder/usr/bin/coalesce" --version | sed 's/.* //')
grep "^version: $version\$" "$source/CITATION.cff" >/dev/null || fail "CITATION.cff has another version than $version"

# Icons are the drawing: the mean difference of a channel is below that of two renderers' edges.
if have rsvg-convert && have compare; then
  for size in 48 128 256; do
    rsvg-convert -w $size -h $size "$source/assets/icon/coalesce.svg" -o "$folder/icon.png"
    error=$(compare -metric MAE "$folder/icon.png" "$source/assets/icon/coalesce-$size.png" null: 2>&1 | sed 's/.*(\(.*\))/\1/') || true
    awk -v e="$error" 'BEGIN { exit !(e < 0.01) }' || fail "coalesce-$size.png differs from coalesce.svg by $error"
  done
fi

# The launcher names a library of the archive where the machine has none of its name, and hands arguments and status on.
place="$folder/an archive"
mkdir -p "$place/bin" "$place/lib/coalesce/spare/libc.so.6" "$place/lib/coalesce/spare/libnone-such.so.1"
cp "$source/assets/desktop/launcher.sh" "$place/bin/coalesce"
printf '#!/bin/sh\nprintf "%%s|" "$LD_LIBRARY_PATH" "$@"\nexit 3\n' >"$place/lib/coalesce/coalesce"
chmod +x "$place/lib/coalesce/coalesce"
ln -s "$place/bin/coalesce" "$folder/link"
status=0
said=$(env -u LD_LIBRARY_PATH "$folder/link" 'two words' x) || status=$?
[ "$status" = 3 ] && [ "$said" = "$place/bin/../lib/coalesce/spare/libnone-such.so.1|two words|x|" ] || fail "the launcher: status $status, $said"
said=$(LD_LIBRARY_PATH=/mine "$folder/link") || true
case "$said" in "/mine:$place"*) ;; *) fail "the launcher drops LD_LIBRARY_PATH: $said" ;; esac
