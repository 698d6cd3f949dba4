#!/usr/bin/env bash
# Installs the servers that some tests start, and without which those are skipped: Redis and a container engine from
# Debian's packages, where apt-get is and this is root, and moto, an S3 server, from PyPI into the cache. Safe to run
# again. What cannot be installed is said, and is no error.
set -uo pipefail
readonly MOTO_VERSION=5.2.5
readonly CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/hierophant"
readonly MOTO="$CACHE/moto-$MOTO_VERSION"
readonly LIMIT=600 # seconds for each step, of a mirror that does not answer

say() { printf 'install-servers: %s\n' "$*" >&2; }

missing_packages() {
  [ -x /usr/bin/redis-server ] || echo redis-server
  command -v dockerd >/dev/null || [ -x /usr/sbin/dockerd ] || echo docker.io
  # The command is a package of its own since Debian 13.
  command -v docker >/dev/null || ! apt-cache show docker-cli >/dev/null 2>&1 || echo docker-cli
  command -v ip >/dev/null || [ -x /usr/sbin/ip ] || echo iproute2
  python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
}

install_packages() {
  local wanted package
  if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
    wanted=$(missing_packages | tr '\n' ' ')
    [ -z "$wanted" ] || say "not root, or no apt-get: without $wanted"
    return 0
  fi
  [ -n "$(missing_packages)" ] || return 0
  timeout "$LIMIT" apt-get update -qq || say "the lists of packages could not be fetched"
  for package in $(missing_packages); do # each for itself: one that is not to be had keeps no other away
    DEBIAN_FRONTEND=noninteractive timeout "$LIMIT" apt-get install -y -qq --no-install-recommends "$package" >/dev/null \
      || say "$package could not be installed"
  done
}

install_moto() {
  [ ! -x "$MOTO/bin/moto_server" ] || return 0
  rm -rf "$MOTO" # half of an earlier try
  mkdir -p "$CACHE"
  if ! python3 -m venv "$MOTO" || ! timeout "$LIMIT" "$MOTO/bin/pip" install -q --disable-pip-version-check "moto[server]==$MOTO_VERSION"; then
    rm -rf "$MOTO"
    say "moto could not be installed: the tests with S3 are skipped"
  fi
}

install_packages
install_moto
exit 0
