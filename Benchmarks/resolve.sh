#!/usr/bin/env bash
# resolve.sh: a known image of a git source by its tag, within the cache time and with the git server gone: what a whole request
# takes, and so at most what finding the tag's commit takes. COUNT requests over one connection.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=Benchmarks/support/registry.sh
source "$here/support/registry.sh"
count=${COUNT:-2000}
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null

# The server: the registry runs this as its ssh.
mkdir "$state/bin"
# shellcheck disable=SC2016 # a script
printf '#!/bin/sh\nfor last; do :; done\nexec sh -c "$last"\n' >"$state/bin/ssh"
chmod +x "$state/bin/ssh"
mkdir "$state/set"
cp "$root/examples/box/default.nix" "$state/set/"
mkdir "$state/set/tools"
cp "$(command -v busybox)" "$state/set/tools/"
echo hello >"$state/set/greeting"
git -C "$state/set" init --quiet -b main
git -C "$state/set" add -A
git -C "$state/set" -c user.name=b -c user.email=b@example.com commit --quiet -m one
git -C "$state/set" tag v1

cat >"$state/nixery.yaml" <<YAML
source:
  kind: git
  url: ssh://git@server$state/set
  tagLifetime: 1h
images:
  basePackages: []
YAML
port=$(free_port)
PATH=$state/bin:$PATH "$root/scripts/registry.sh" start "$state" "$port" "$state/nixery.yaml"
server=$(<"$state/pid")
url=http://127.0.0.1:$port/v2

# ask COUNT FILE: milliseconds, status and `Warning` of each answer.
ask() {
    curl -sS -w '%{time_total} %{http_code} %header{warning}\n' -o /dev/null \
        -H 'Accept: application/vnd.oci.image.manifest.v1+json' "$url/greeting/manifests/v1?request=[1-$1]" \
        | awk '{ print $1 * 1000, $2, $3 }' >"$2"
}
ask 1 "$state/first"
rm "$state/bin/ssh"
ask 200 "$state/warm-up"
say "greeting:v1 of a git source, known, its server gone: $count requests over one connection"
own=$(own_seconds)
ask "$count" "$state/known"
awk '$2 != 200 || $3 != "" { exit 1 }' "$state/first" "$state/known" || die "not every answer was 200 without a warning"
median=$(sort -n "$state/known" | awk '{ line[NR] = $1 } END { print line[int(NR / 2) + 1] }')
limit "milliseconds of a request, median" "$median" '<=' 1
figure "processor milliseconds of the registry for a request" \
    "$(calculate "1000 * ($(own_seconds) - $own) / $count" 3)"
exit "$missed"
