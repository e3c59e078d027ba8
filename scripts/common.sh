# Sourced by the other scripts: where things are, and how they speak.
# shellcheck shell=bash disable=SC2034 # used by those who source it
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=${0##*/}

say() { echo "==> $*"; }
die() { echo "$program: $*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# A port of the loopback address that nobody uses.
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
