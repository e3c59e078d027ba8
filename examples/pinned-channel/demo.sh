#!/usr/bin/env bash
# A channel on a server of one's own, whose package set pins another by hash.
set -euo pipefail
# shellcheck source=examples/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support.sh"
need nix-hash xz

say "a stand-in for nixpkgs, and its hash"
box "$work/nixpkgs" "Hello from the pinned set"
mkdir -p "$work/server/channels/demo-25.05" "$work/channel/demo"
tar -C "$work" -czf "$work/server/nixpkgs.tar.gz" nixpkgs
sha256=$(nix-hash --type sha256 --base32 "$work/nixpkgs")
echo "  $sha256"

serve_files "$work/server"
say "a channel that pins it"
cat >"$work/channel/demo/default.nix" <<NIX
{ system, ... }:
let
  nixpkgs = import (fetchTarball {
    url = "http://127.0.0.1:$http_port/nixpkgs.tar.gz";
    sha256 = "$sha256";
  }) { inherit system; };
in
nixpkgs // { hello = nixpkgs.greeting; }
NIX
sed 's/^/  /' "$work/channel/demo/default.nix"
release=$work/server/channels/demo-25.05
tar -C "$work/channel" -cJf "$release/nixexprs.tar.xz" demo
sha1sum <"$release/nixexprs.tar.xz" | cut -d' ' -f1 | tr -d '\n' >"$release/git-revision"

serve
expect "$(run "$registry/hello" greeting)" "Hello from the pinned set"

say "the revision that the image was built from"
show curl -fsS -o /dev/null -D - "http://$registry/v2/hello/manifests/latest" | grep -i '^nixery-revision'

say "without allowedURIs, the error names the key"
"$root/scripts/registry.sh" stop "$work/registry"
sed -i '/allowedURIs/d' "$work/nixery.yaml"
rm -rf "$work/registry/storage"
HOME=$work/home "$root/scripts/with-nix.sh" "$NIXERY" build hello --config "$work/nixery.yaml" --storage "$work/other" \
    --output "oci:$work/oci" 2>&1 | tee "$work/refused" | tail -n 1 || true
grep -q allowedURIs "$work/refused" || die "the error does not name allowedURIs"
