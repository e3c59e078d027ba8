#!/usr/bin/env bash
# A script that plans layers: two releases of a service differ in its own layer and in the links.
set -euo pipefail
# shellcheck source=examples/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support.sh"

# release VERSION: a release of acme-api.
release() { sed "s/RELEASE/$1/" "$example/services.nix" >"$work/services/default.nix"; }

# layers FOLDER: the image's layers in FOLDER, and what each of them holds.
layers() {
    skopeo copy -q --src-tls-verify=false "docker://$registry/acme-api/acme-worker" "dir:$1"
    jq -r '.layers[].digest | sub("sha256:"; "")' "$1/manifest.json" >"$1/layers"
    while read -r layer; do
        echo "  ${layer:0:12}: $(tar -tzf "$1/$layer" | sed -En 's|^nix/store/[^-]+-([^/]+)/?$|\1|p' | paste -sd ' ')"
    done <"$1/layers"
}

"$root/examples/packages/prepare.sh"
mkdir "$work/services"
release 1.0
serve

expect "$(run "$registry/acme-api/acme-worker" acme-api)" '{"service":"acme-api","release":"1.0"}'
say "its layers, the lowest first; the last has the links"
layers "$work/1.0"

say "another release"
release 1.1
expect "$(run "$registry/acme-api/acme-worker" acme-api)" '{"service":"acme-api","release":"1.1"}'
layers "$work/1.1"

new=$(comm -13 <(sort "$work/1.0/layers") <(sort "$work/1.1/layers") | wc -l)
echo "  $new of $(wc -l <"$work/1.1/layers") layers are new"
((new == 2)) || die "expected two new layers: that of acme-api, and the links"
