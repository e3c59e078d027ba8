#!/usr/bin/env bash
# setup.sh PURPOSE...: installs the system packages that a purpose needs, on Debian 12 and 13 and Ubuntu 24.04.
#   build     compile nixery (a Swift toolchain must be there)
#   run       Nix, the programs of the example set, and podman to pull and run an image
#   test      what the tests read archives back with, and the clients that they drive
#   lint      shellcheck
#   clients   also docker and containerd
#   layering  what judges layers (Benchmarks/layering)
#   nix-new   debootstrap, for trying a newer Nix
# Does not touch apt when everything is there. Uses sudo when not root.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

missing=()
# A Debian package, unless a command shows that it is there, from wherever.
need_command() { has "$1" || missing+=("${2:-$1}"); }
need_package() { [[ $(dpkg-query -W -f '${Status}' "$1" 2>/dev/null) == *' installed' ]] || missing+=("$1"); }
# Commands of administrators are not on everybody's PATH.
PATH=$PATH:/usr/sbin:/sbin

needs_build() {
    has swift || die "there is no Swift toolchain: install Swift 6.3 and put 'swift' on PATH"
    need_command git
    need_command g++
    need_command pkg-config
    for package in libarchive-dev libdeflate-dev libgit2-dev libzstd-dev zlib1g-dev; do need_package "$package"; done
}

needs_run() {
    need_command nix-store nix-bin
    # Without root, Nix needs its daemon; with systemd, Debian's package brings one.
    if ((EUID != 0)) && [[ -d /run/systemd/system && ! -S /nix/var/nix/daemon-socket/socket ]]; then
        need_package nix-setup-systemd
        need_command newuidmap uidmap
    fi
    for package in $("$root/examples/packages/prepare.sh" --needs); do need_package "$package"; done
    need_command podman
    need_command runc
    # The git source's ssh:// addresses.
    need_command ssh openssh-client
}

needs_test() {
    needs_run
    need_command bsdtar libarchive-tools
    need_command sshd openssh-server
    need_command xz xz-utils
    for command in bzip2 git openssl zstd skopeo buildah python3; do need_command "$command"; done
    # OpenStack Swift as a Python module, which the tests run by themselves; its daemons are packages of their own.
    need_package python3-swift
    { has moto_server && has gcp-storage-emulator; } || need_package python3-venv
}

# from_pypi PROGRAM PACKAGE: stand-ins that are in no Debian release come from PyPI, each into a folder of its own.
from_pypi() {
    local program=$1 package=$2 sudo=()
    local place=/usr/local/lib/nixery-$program
    ! has "$program" || return 0
    ((EUID == 0)) || sudo=(sudo)
    say "installing $package"
    "${sudo[@]}" python3 -m venv "$place"
    "${sudo[@]}" "$place/bin/pip" install --quiet "$package" </dev/null || die "pip could not install $package"
    "${sudo[@]}" ln -sf "$place/bin/$program" "/usr/local/bin/$program"
}

needs_lint() { need_command shellcheck; }

needs_clients() {
    needs_test
    need_command dockerd docker.io
    need_command ctr containerd
    # A package of its own since Debian 13.
    has docker || ! apt-cache show docker-cli >/dev/null 2>&1 || missing+=(docker-cli)
}

needs_layering() {
    need_command python3
    for module in numpy scipy networkx; do
        python3 -c "import $module" 2>/dev/null || missing+=("python3-$module")
    done
}

needs_nix_new() {
    need_command debootstrap
    need_package debian-archive-keyring
}

install_missing() {
    local names=("$@") sudo=()
    has apt-get || die "this system has no apt-get; install these yourself: ${names[*]}"
    if ((EUID != 0)); then
        has sudo || die "not root and no sudo here; as root, run: apt-get install ${names[*]}"
        sudo=(sudo)
    fi
    say "installing ${names[*]}"
    local apt=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get -qq -o DPkg::Lock::Timeout=300)
    # One unreachable list of the machine must not stop us: installing says whether something is really missing.
    "${apt[@]}" update </dev/null || true
    "${apt[@]}" install -y --no-install-recommends "${names[@]}" </dev/null >/dev/null \
        || die "apt-get could not install: ${names[*]}"
    if ((EUID != 0)) && [[ " ${names[*]} " == *" nix-setup-systemd "* ]]; then
        say "letting $(id -un) use the Nix daemon (group nix-users)"
        sudo usermod -aG nix-users "$(id -un)"
    fi
}

(($# > 0)) || die "say what for: build, run, test, lint, clients, layering, nix-new"
for purpose in "$@"; do
    declare -F "needs_${purpose//-/_}" >/dev/null || die "unknown purpose '$purpose'"
    "needs_${purpose//-/_}"
done
if ((${#missing[@]} > 0)); then
    mapfile -t names < <(printf '%s\n' "${missing[@]}" | sort -u)
    install_missing "${names[@]}"
fi
for purpose in "$@"; do
    case $purpose in
        test | clients)
            from_pypi moto_server 'moto[server]>=5,<6'
            from_pypi gcp-storage-emulator 'gcp-storage-emulator==2026.7.19'
            ;;
    esac
done
