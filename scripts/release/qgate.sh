#!/bin/sh
# Starts qgate on the Node.js beside it.
self=$(readlink -f "$0" 2>/dev/null || echo "$0")
here=$(dirname "$self")
if ! "$here/lib/node" --version >/dev/null 2>&1; then
  if ls /lib/ld-musl-* >/dev/null 2>&1; then
    echo "qgate: this archive needs glibc, and this system has musl. Install Node.js 20.19 or later and run: npx --yes <url of the service>/qgate.tgz" >&2
  else
    echo "qgate: the Node.js of this archive does not run here:" >&2
    "$here/lib/node" --version >&2
    echo "qgate: it needs glibc 2.28 or later and libstdc++ (Debian: apt-get install libstdc++6)." >&2
  fi
  exit 2
fi
exec "$here/lib/node" "$here/bin/qgate.js" "$@"
