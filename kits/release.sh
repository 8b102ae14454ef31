#!/usr/bin/env bash
# Makes the files of a release in $1: an archive with a binary that needs nothing beside it, and its checksum.
#
# The binary is linked statically with musl if that target is installed (`rustup target add`), and otherwise with the glibc
# of this machine. $SOCKSPEC_BINARY names one that is built already.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=${1:?name the folder for the files}
machine=$(uname -m)
archive=sockspec-$machine-linux.tar.gz

build() {
  local target=$machine-unknown-linux-musl
  if [ -d "$(rustc --print sysroot)/lib/rustlib/$target" ]; then
    cargo build --release --locked --bin sockspec --target "$target"
    binary=target/$target/release/sockspec
  else
    echo "the target $target is not installed: the binary needs this machine's glibc, or a newer one"
    cargo build --release --locked --bin sockspec
    binary=target/release/sockspec
  fi
}

binary=${SOCKSPEC_BINARY:-}
[ -n "$binary" ] || build
staging=$(mktemp -d)
install -m 755 "$binary" "$staging/sockspec"
cp LICENSE-APACHE LICENSE-MIT README.md protocols/set-statistics/PROTOCOL.md "$staging"
mkdir -p "$folder"
# The same files make the same archive, whenever it is made.
date=@${SOURCE_DATE_EPOCH:-0}
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="$date" -C "$staging" -cf - . --transform='s|^\./||' |
  gzip --no-name >"$folder/$archive"
rm -r "$staging"
(cd "$folder" && sha256sum "$archive" >"$archive.sha256")
echo "$folder/$archive"
