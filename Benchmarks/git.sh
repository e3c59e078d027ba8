#!/usr/bin/env bash
# git.sh: a new commit that changes 10 files of a repository with 20,000 files and 200 commits: fetched and checked out by
# nixery's git operations (two processes), against `git fetch` and `git worktree add`, in turns, over the same connection.
# ROUNDS says how often; the medians are compared. NIXERY is the program to measure, .build/release/nixery by default.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/common.sh
source "$here/../scripts/common.sh"
nixery=${NIXERY:-$root/.build/release/nixery}
rounds=${ROUNDS:-7}
files=20000 commits=200
[[ -x $nixery ]] || die "$nixery is not there: run 'make build CONFIGURATION=release', or name another in NIXERY"
has git || die "git is not installed"

state=$(mktemp -d "${TMPDIR:-/var/tmp}/nixery-bench.XXXXXX")
trap 'rm -rf "$state"' EXIT
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null

# The server: both run this as their ssh.
mkdir "$state/bin"
# shellcheck disable=SC2016 # a script
printf '#!/bin/sh\nfor last; do :; done\nexec sh -c "$last"\n' >"$state/bin/ssh"
chmod +x "$state/bin/ssh"
export GIT_SSH_COMMAND=$state/bin/ssh
url=ssh://git@server$state/origin.git

# commit FROM NUMBER...: a stream for fast-import, one commit for each number, that changes 10 files each (the first: all).
commit() {
    awk -v files="$files" -v from="$1" -v first="$2" -v last="$3" 'BEGIN {
        for (number = first; number <= last; number++) {
            printf "commit refs/heads/main\ncommitter b <b@example.com> %d +0000\ndata 1\nx\n", 1700000000 + number
            if (number == first && from != "") print "from " from
            count = number == 0 ? files : 10
            for (i = 0; i < count; i++) {
                file = number == 0 ? i : (number * 7919 + i * 1987) % files
                text = sprintf("file %d at %d\n", file, number)
                while (length(text) < 1500) text = text sprintf("%d %d\n", file * 31 + length(text), number)
                printf "M 100644 inline d%d/e%d/f%d.nix\ndata %d\n%s\n", file % 40, file % 1000, file, length(text), text
            }
        }
    }' | git -C "$state/origin.git" fast-import --quiet
}

# operation JSON: one child, as the registry runs it; its answer's last line.
operation() { "$nixery" git-operation <<<"$1" | tail -n 1 | tee "$state/answer"; grep -q '"result"' "$state/answer"; }
place='{"mirror":{"_0":{"remote":"'$url'","ssh":{"program":"'$state/bin/ssh'","environment":{"PATH":"'$PATH'"},"connectSeconds":15}},
    "_1":{"path":"'$state/mirror'","maximumBytes":2147483648,"isDamaged":false}}}'
resolve() {
    operation '{"resolve":{"_0":'"$place"',"_1":{"name":{"_0":"main"}},"_2":{"refs":[{"pattern":[42,42]}],"commits":"reachable"}}}' \
        | sed 's/.*"commit":"\([0-9a-f]*\)".*/\1/'
}
# checkout COMMIT PREVIOUS
checkout() {
    local before=null
    [[ -z $2 ]] || before='{"folder":"'$state/ours/$2/source'","commit":"'$2'"}'
    operation '{"checkout":{"_0":{"repository":"'"$state/mirror"'","isMirror":true,"commit":"'"$1"'","previous":'"$before"',
        "folder":"'"$state/ours/$1/source"'","submodules":false,"maximumBytes":4294967296,"maximumEntries":2000000}}}' >/dev/null
}
ours() {
    local commit
    commit=$(resolve)
    checkout "$commit" "$previous"
    echo "$commit" >"$state/commit"
}
theirs() {
    git -C "$state/clone.git" fetch --quiet origin
    git -C "$state/clone.git" worktree add --quiet --detach "$state/theirs/$1" origin/main
}
# seconds COMMAND...
seconds() {
    local start end
    start=$(date +%s%N)
    "$@" >&2
    end=$(date +%s%N)
    awk "BEGIN { printf \"%.3f\n\", ($end - $start) / 1e9 }"
}
median() { sort -n "$1" | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

say "a repository of $files files and $commits commits"
git init --quiet --bare -b main "$state/origin.git"
commit '' 0 $((commits - 1))
git -C "$state/origin.git" repack -adq
git clone --quiet --bare "$url" "$state/clone.git"
git -C "$state/clone.git" config remote.origin.fetch '+refs/heads/*:refs/remotes/origin/*'
mkdir "$state/theirs" "$state/ours"
theirs first
previous=
ours
previous=$(<"$state/commit")

say "$rounds new commits of 10 files, with a load of $(awk '{ print $1 }' /proc/loadavg) on $(nproc) cores"
for ((round = 0; round < rounds; round++)); do
    number=$((commits + round))
    commit refs/heads/main^0 "$number" "$number"
    # In turns, so that neither is always the one that finds the server's files in memory.
    if ((round % 2)); then
        seconds theirs "$round" >>"$state/git"
        seconds ours >>"$state/nixery"
    else
        seconds ours >>"$state/nixery"
        seconds theirs "$round" >>"$state/git"
    fi
    previous=$(<"$state/commit")
    diff -r --exclude .git "$state/theirs/$round" "$state/ours/$previous/source" || die "the checkouts differ"
done
echo "    seconds of git fetch and git worktree add: $(median "$state/git")"
echo "    seconds of nixery: $(median "$state/nixery")"
ratio=$(awk "BEGIN { printf \"%.2f\", $(median "$state/nixery") / $(median "$state/git") }")
verdict=kept
awk "BEGIN { exit !($ratio <= 0.5) }" || verdict=MISSED
echo "    ratio: $ratio (at most 0.5: $verdict)"
[[ $verdict == kept ]]
