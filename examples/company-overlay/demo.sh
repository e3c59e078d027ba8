#!/usr/bin/env bash
# Two releases of a service from a private repository, over one pinned base.
set -euo pipefail
# shellcheck source=examples/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support.sh"

say "the base: a tarball on a server, pinned by its hash"
"$root/examples/packages/prepare.sh"
mkdir "$work/server"
tar -C "$root/examples" -cf - packages | gzip -1 >"$work/server/packages.tar.gz"
# shellcheck disable=SC2034 # for nixery.yaml
sha256=$(sha256sum <"$work/server/packages.tar.gz" | cut -d' ' -f1)
serve_files "$work/server"

say "the private repository, with two releases"
repository=$work/services
mkdir "$repository"
for release in v1 v2; do
    sed "s/RELEASE/$release/" "$example/services.nix" >"$repository/default.nix"
    commit "$repository" "Release $release"
    git -C "$repository" tag -am "Release $release" "release-$release"
done
git -C "$repository" log --oneline --decorate | cat
serve_ssh
serve

expect "$(run "$registry/custom-service:release-v1" custom-service)" '{"service":"custom","release":"v1"}'
expect "$(run "$registry/custom-service:release-v2" custom-service)" '{"service":"custom","release":"v2"}'

say "layers of both releases"
for release in v1 v2; do
    skopeo copy -q --src-tls-verify=false "docker://$registry/custom-service:release-$release" "dir:$work/$release"
    jq -r '.layers[].digest | sub("sha256:"; "")' "$work/$release/manifest.json" | sort >"$work/$release.layers"
done
shared=$(comm -12 "$work/v1.layers" "$work/v2.layers" | wc -l)
echo "  $shared of $(wc -l <"$work/v1.layers") layers are the same"
((shared > 0)) || die "the releases share no layer"
for release in v1 v2; do
    own=$(comm -13 <(comm -12 "$work/v1.layers" "$work/v2.layers") "$work/$release.layers")
    for layer in $own; do
        [[ $(tar -tvzf "$work/$release/$layer") == *custom-service* ]] \
            || die "layer $layer of release $release has nothing of custom-service and is not shared"
    done
    echo "  the others of $release: $(wc -w <<<"$own"), each with a path of custom-service or a link to it"
done
