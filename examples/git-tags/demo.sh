#!/usr/bin/env bash
# Branches, tags and commits of a git repository as image tags, over ssh.
set -euo pipefail
# shellcheck source=examples/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support.sh"

say "a repository with a lightweight tag, an annotated tag and a branch"
repository=$work/packages
box "$repository" "Hello from v1"
commit "$repository" "First version"
git -C "$repository" tag v1
echo "Hello from v2" >"$repository/greeting"
commit "$repository" "Second version"
git -C "$repository" tag -am "Version 2" v2
git -C "$repository" log --oneline --decorate | cat
serve_ssh
serve

expect "$(run "$registry/greeting:v1" greeting)" "Hello from v1"
expect "$(run "$registry/greeting:v2" greeting)" "Hello from v2"
expect "$(run "$registry/greeting:$(git -C "$repository" rev-parse v1)" greeting)" "Hello from v1"

say "the tags that the registry knows, without building anything"
show curl -fsS "http://$registry/v2/greeting/tags/list"
echo

say "the branch moves: a pull after tagLifetime sees it"
expect "$(run "$registry/greeting:latest" greeting)" "Hello from v2"
echo "Hello from the branch" >"$repository/greeting"
commit "$repository" "Go on"
sleep 3
expect "$(run "$registry/greeting:latest" greeting)" "Hello from the branch"
