#!/bin/sh
# Unpacks CPython 2.7.18 into a folder, for the original scripts: three packages of Ubuntu 22.04 (4 MB), checked by their
# SHA-256. It needs no root and installs nothing. For x86-64 with glibc 2.35: Debian 12, Ubuntu 22.04 and later.
#
#     export SOCKSPEC_PYTHON27=$(sh kits/python27.sh FOLDER)
set -eu

folder=${1:?usage: python27.sh FOLDER}
mirror=${MIRROR:-http://archive.ubuntu.com/ubuntu}
helper=/usr/lib/apt/apt-helper

if [ "$(uname -m)" != x86_64 ] || [ ! -x "$helper" ]; then
  echo "python27.sh: this needs x86-64 and apt; \`apt-get install jython\` is a slower way" >&2
  exit 1
fi

mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
while read -r sum package; do
  file=${package}_2.7.18-13ubuntu1_amd64.deb
  # A file whose sum differs is an error, and is not kept.
  "$helper" download-file "$mirror/pool/universe/p/python2.7/$file" "$folder/$file" "SHA256:$sum" >&2
  dpkg-deb --extract "$folder/$file" "$folder"
  rm "$folder/$file"
done <<'PACKAGES'
980fb8be0a03bf91e2a93576a8da99af14f8fc98aa3c940834e2f2724fc5234a python2.7-minimal
0e543b6802bae434156b11a3dbcc71e5964b6a059fbc8e321294573c55ae4b27 libpython2.7-minimal
83c2311f628c38ed500fd34b8b954fb290702ab6d8308f243571c786031822f9 libpython2.7-stdlib
PACKAGES

python=$folder/usr/bin/python2.7
"$python" -c 'import socket, sys; sys.exit(sys.version_info[:2] != (2, 7))' >&2
echo "$python"
