#!/usr/bin/env bash
# Installs sockspec below $SOCKSPEC_ROOT, unless it is there, and lets this user make networks.
#
# $SOCKSPEC_RELEASE is where a release's files are: an address, or file:///a/folder. Without it, or if this machine has no
# such file, the sockspec of this checkout is built. A file whose checksum is wrong is never used.
set -euo pipefail
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root=${SOCKSPEC_ROOT:?name the folder to install to}
archive=sockspec-$(uname -m)-linux.tar.gz

fetch() {
  case $1 in
    file://*) cp "${1#file://}" "$2" ;;
    *) curl --fail --silent --show-error --location --retry 3 --output "$2" "$1" ;;
  esac
}

# 0: installed; 1: there is no such release. A wrong checksum ends the script.
install_release() {
  local folder
  folder=$(mktemp -d)
  fetch "$SOCKSPEC_RELEASE/$archive" "$folder/$archive" 2>"$folder/why" || { cat "$folder/why"; return 1; }
  fetch "$SOCKSPEC_RELEASE/$archive.sha256" "$folder/$archive.sha256"
  if ! (cd "$folder" && sha256sum --check --quiet "$archive.sha256"); then
    echo "the checksum of $SOCKSPEC_RELEASE/$archive is wrong: it is not installed" >&2
    exit 1
  fi
  mkdir -p "$root/bin"
  tar -xzf "$folder/$archive" -C "$root/bin" sockspec
  rm -r "$folder"
}

if [ ! -x "$root/bin/sockspec" ]; then
  if [ -z "${SOCKSPEC_RELEASE:-}" ] || ! install_release; then
    echo "no release is named, or it has no $archive: sockspec is built"
    cargo install --path "$source" --locked --root "$root"
  fi
fi
"$root/bin/sockspec" --version

# Ubuntu 24.04 keeps network namespaces from users otherwise; without them the suite shares the machine's network.
restriction=/proc/sys/kernel/apparmor_restrict_unprivileged_userns
if [ -r "$restriction" ] && [ "$(cat "$restriction")" != 0 ]; then
  sudo -n sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 ||
    echo "network namespaces stay refused: trials are played one at a time"
fi
