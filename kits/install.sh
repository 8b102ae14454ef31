#!/usr/bin/env bash
# Installs the sockspec of this checkout below $SOCKSPEC_ROOT, unless it is there, and lets this user make networks.
set -euo pipefail
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root=${SOCKSPEC_ROOT:?name the folder to install to}

if [ ! -x "$root/bin/sockspec" ]; then
  cargo install --path "$source" --locked --root "$root"
fi
"$root/bin/sockspec" --version

# Ubuntu 24.04 keeps network namespaces from users otherwise; without them the suite shares the machine's network.
restriction=/proc/sys/kernel/apparmor_restrict_unprivileged_userns
if [ -r "$restriction" ] && [ "$(cat "$restriction")" != 0 ]; then
  sudo -n sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 ||
    echo "network namespaces stay refused: trials are played one at a time"
fi
