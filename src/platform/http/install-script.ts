/**
 * The script that installs `qgate` from a service, for a user without root.
 *
 * @param url address of the service; null: only the user knows it
 */
export const installScript = (url: string | null): string => `#!/bin/sh
# Installs qgate for the user who runs it, without root and without Node.js: curl -fsSL <url of the service>/install.sh | sh
#
#   QGATE_URL      address of the service
#   QGATE_SHA256   required digest of the archive; by default the digest that the service reports
#   QGATE_PREFIX   folder to install into; by default ~/.local
set -eu

fail() {
  echo "qgate: $1" >&2
  exit 1
}

fetch() {
  if command -v curl >/dev/null 2>&1; then curl -fsSL "$1"
  elif command -v wget >/dev/null 2>&1; then wget -qO- "$1"
  else fail 'installing needs curl or wget.'
  fi
}

main() {
  url=\${QGATE_URL:-${url === null ? '' : quoted(url)}}
  url=\${url%/}
  [ -n "$url" ] || fail 'set QGATE_URL to the address of the service.'
  prefix=\${QGATE_PREFIX:-$HOME/.local}
  [ "$(uname -s)" = Linux ] || fail "there is no archive for $(uname -s). With Node.js 20.19 or later: npx --yes $url/qgate.tgz"
  case "$(uname -m)" in
    x86_64 | amd64) name=qgate-linux-x64 ;;
    aarch64 | arm64) name=qgate-linux-arm64 ;;
    *) fail "there is no archive for $(uname -m). With Node.js 20.19 or later: npx --yes $url/qgate.tgz" ;;
  esac
  if ls /lib/ld-musl-* >/dev/null 2>&1; then
    fail "the archive needs glibc, and this system has musl. With Node.js 20.19 or later: npx --yes $url/qgate.tgz"
  fi

  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  expected=\${QGATE_SHA256:-}
  if [ -z "$expected" ]; then
    fetch "$url/api/version" >"$scratch/version.json" || fail "$url does not answer."
    expected=$(sed -n "s#.*\\"path\\":\\"/$name.tar.gz\\",\\"sha256\\":\\"\\([0-9a-f]*\\)\\".*#\\1#p" "$scratch/version.json")
    [ -n "$expected" ] || fail "$url does not have $name.tar.gz: ask its operator for ARTIFACTS_DIR."
  fi
  fetch "$url/$name.tar.gz" >"$scratch/archive" || fail "$url/$name.tar.gz cannot be fetched."
  actual=$(sha256sum <"$scratch/archive")
  actual=\${actual%% *}
  [ "$actual" = "$expected" ] || fail "the archive has the digest $actual, not $expected: nothing was installed."

  tar -xzf "$scratch/archive" -C "$scratch"
  mkdir -p "$prefix/bin" "$prefix/lib"
  rm -rf "$prefix/lib/$name"
  mv "$scratch/$name" "$prefix/lib/$name"
  ln -sf "$prefix/lib/$name/qgate" "$prefix/bin/qgate"
  version=$("$prefix/bin/qgate" --version) || exit 1
  echo "Installed qgate $version as $prefix/bin/qgate"
  case ":$PATH:" in
    *":$prefix/bin:"*) ;;
    *) echo "It is not on your PATH yet: export PATH=\\"$prefix/bin:\\$PATH\\"" ;;
  esac
}

main
`;

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
