#!/bin/sh
# A package set for each folder of $SETS, by its name.
set -eu
cd "$SETS"
request=$(cat)
fail() { jq -cn --arg code "$1" --arg message "$2" '{version: 1, error: {code: $code, message: $message}}'; }

case $(printf %s "$request" | jq -r .kind) in
tags)
    printf '%s\n' * | jq -cRn '{version: 1, tags: [inputs]}'
    ;;
resolve)
    tag=$(printf %s "$request" | jq -r .tag)
    [ "$tag" != latest ] || tag=$(printf '%s\n' * | tail -n 1)
    # A tag has no slash and begins with no dot.
    if [ ! -f "$tag/default.nix" ]; then
        fail unknown_tag "there is no set '$tag'"
    else
        # Whatever names the content will do; here it is a hash of it.
        revision=$(cd "$tag" && find . -type f -exec sha256sum {} + | sort | sha256sum | cut -d' ' -f1)
        jq -cn --arg revision "$revision" --arg path "$SETS/$tag" '{version: 1, revision: $revision, path: $path}'
    fi
    ;;
*) fail unknown_kind "only tags and resolve are known" ;;
esac
