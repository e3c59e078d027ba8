#!/usr/bin/env python3
"""A package set for each folder of $SETS, by its name."""

import hashlib
import json
import os
import pathlib
import sys


def sets():
    folder = pathlib.Path(os.environ["SETS"])
    return {entry.name: entry for entry in sorted(folder.iterdir()) if (entry / "default.nix").is_file()}


def revision(folder):
    """Whatever names the content will do; here it is a hash of it."""
    content = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        for part in (str(file.relative_to(folder)).encode(), file.read_bytes()):
            content.update(len(part).to_bytes(8, "big") + part)
    return content.hexdigest()


def answer(request):
    known = sets()
    if request["kind"] == "tags":
        return {"tags": list(known)}
    if request["kind"] != "resolve":
        return {"error": {"code": "unknown_kind", "message": "only tags and resolve are known"}}
    tag = request["tag"]
    if tag == "latest" and known:
        tag = list(known)[-1]
    if tag not in known:
        return {"error": {"code": "unknown_tag", "message": f"there is no set '{tag}'"}}
    return {"revision": revision(known[tag]), "path": str(known[tag])}


json.dump({"version": 1, **answer(json.load(sys.stdin))}, sys.stdout)
