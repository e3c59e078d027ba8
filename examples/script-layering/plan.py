#!/usr/bin/env python3
"""The packages named in $OWN each alone on top, everything else by size below them."""

import json
import os
import sys


def split(nodes, room):
    """The first ones alone, the rest together, in at most `room` layers."""
    alone = nodes if len(nodes) <= room else nodes[: room - 1]
    rest = nodes[len(alone) :]
    return [[node] for node in alone] + ([rest] if rest else [])


def plan(budget, graph):
    names = set(os.environ.get("OWN", "").split())
    own = sorted((node for node in graph if node["name"] in names), key=lambda node: (node["name"], node["path"]))
    others = sorted((node for node in graph if node["name"] not in names), key=lambda node: (-node["narSize"], node["path"]))
    if budget == 1 or not own or not others:
        return split(others + own, budget)
    top = split(own, budget // 2)
    return split(others, budget - len(top)) + top


def reason(layer):
    size = sum(node["narSize"] for node in layer)
    return f"{layer[0]['name']} alone" if len(layer) == 1 else f"the rest: {len(layer)} packages, {size >> 20} MiB"


request = json.load(sys.stdin)
if request["kind"] == "plan":
    layers = plan(request["budget"], request["graph"])
    answer = {
        "layers": [[node["path"] for node in layer] for layer in layers],
        "reasons": [reason(layer) for layer in layers],
    }
else:
    answer = {"error": {"code": "unknown_kind", "message": "only plan is known"}}
json.dump({"version": 1, **answer}, sys.stdout)
