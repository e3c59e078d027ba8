#!/bin/sh
# A package set for each folder of $SETS, by its name.
set -eu
request=$(cat)
fail() { jq -cn --arg code "$1" --arg message "$2" '{version: 1, error: {code: $code, message: $message}}'; }

case $(printf %s "$request" | jq -r .kind) in
tags)
    ls "$SETS" | jq -cRn '{version: 1, tags: [inputs]}'
    ;;
resolve)
    tag=$(printf %s "$request" | jq -r .tag)
    [ "$tag" != latest ] || tag=$(ls "$SETS" | tail -n 1)
    # A tag has no slash, but it may be '..'.
    if [ "$tag" = .. ] || [ ! -f "$SETS/$tag/default.nix" ]; then
        fail unknown_tag "there is no set '$tag'"
    else
        # Whatever names the content will do; here it is a hash of it.
        revision=$(cd "$SETS/$tag" && find . -type f -exec sha256sum {} + | sort | sha256sum | cut -d' ' -f1)
        jq -cn --arg revision "$revision" --arg path "$SETS/$tag" '{version: 1, revision: $revision, path: $path}'
    fi
    ;;
*) fail unknown_kind "only tags and resolve are known" ;;
esac
