#!/usr/bin/env bash
# nix-new.sh [COMMAND...]: runs a command (the tests of the module Nix by default) with the Nix of Debian 13.
# That Nix lives in a chroot of its own under .build-nix-new and has an empty /nix of its own; the command runs here, in
# a mount namespace, and finds wrappers of the Nix programs on PATH and in NIXERY_TEST_NIX_BIN. Root.
# DEBIAN_MIRROR is where debootstrap downloads from: the machine's own Debian mirror when not set.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$root"
((EUID == 0)) || die "needs root: it makes a chroot"

suite=trixie
base=$root/.build-nix-new
chroot=$base/$suite

# The mirror that apt itself uses for Debian's main archive.
mirror() {
    # shellcheck disable=SC2016 # apt-get expands these
    apt-get indextargets --format '$(ORIGIN) $(LABEL) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' \
        | awk '$1 == "Debian" && $2 == "Debian" && $3 == "main" { print $4; exit }'
}

make_chroot() {
    local from=${DEBIAN_MIRROR:-$(mirror)}
    [[ -n $from ]] || die "apt knows no Debian mirror here: set DEBIAN_MIRROR"
    say "making a Debian $suite with its Nix in .build-nix-new"
    rm -rf --one-file-system "$chroot"
    mkdir -p "$chroot"
    # libdbi-perl is what a virtual package of nix-bin's stands for; debootstrap does not resolve those.
    debootstrap --variant=minbase --include=nix-bin,libdbi-perl "$suite" "$chroot" "$from" >"$base/debootstrap.log" 2>&1 \
        || { tail -n 5 "$base/debootstrap.log" >&2; die "debootstrap failed"; }
    touch "$chroot/.complete"
}

# A program that enters the chroot, with the working folder and environment of its caller.
make_wrappers() {
    local name
    rm -rf "${base:?}/bin"
    mkdir -p "$base/bin"
    for name in nix nix-build nix-collect-garbage nix-instantiate nix-store; do
        # shellcheck disable=SC2016 # the wrapper expands these
        printf '#!/bin/sh\nexec chroot %q /usr/bin/env -C "$PWD" /usr/bin/%s "$@"\n' "$chroot" "$name" >"$base/bin/$name"
        chmod +x "$base/bin/$name"
    done
}

if [[ ${1:-} != --inside ]]; then
    scripts/setup.sh nix-new
    [[ -f $chroot/.complete ]] || make_chroot
    make_wrappers
    # The mounts of the inner run end with its namespace, however it ends.
    exec unshare --mount --propagation private "$root/scripts/nix-new.sh" --inside "$@"
fi
shift
(($# > 0)) || set -- swift test --filter NixTests

mkdir -p /nix "$base/nix" "$chroot"{/nix,/proc,/dev/pts,/tmp,/var/tmp,"$root"}
mount --bind "$base/nix" /nix
for folder in /nix /proc /dev /dev/pts /tmp /var/tmp "$root"; do
    mount --bind "$folder" "$chroot$folder"
done
export PATH=$base/bin:$PATH NIXERY_TEST_NIX_BIN=$base/bin
unset NIX_REMOTE
say "$(nix-instantiate --version)"
exec scripts/with-nix.sh "$@"
