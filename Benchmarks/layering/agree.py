#!/usr/bin/env python3
"""Compares the published strategies, layer by layer, with the data set's own implementations (baselines.py).

usage: agree.py [--budgets 20,40,94]      needs networkx
Fails where any request has another plan: other layers, or others in order.
"""
import argparse
import sys

import common

import baselines  # lies in LAYERING

STRATEGIES = {
    "nixery": baselines.nixery, "popularity": baselines.nixpkgs_popularity, "size-first": baselines.auto_layer,
    "single": baselines.single}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--budgets", default="20,40,94")
    options = parser.parse_args()
    asked = common.requests()
    failed = False
    for graph_name in ("v1", "v2"):
        graph = baselines.Graph(common.nodes(graph_name).rows)
        images = {r["id"]: baselines.Image(graph, r[common.roots_key(graph_name)]) for r in asked}
        for name, strategy in STRATEGIES.items():
            for budget in map(int, options.budgets.split(",")):
                ours, _ = common.plan(name, budget, graph_name, common.REQUESTS)
                other = [
                    key for key, image in images.items()
                    if ours[key] != [sorted(graph.path[n] for n in layer) for layer in strategy(image, budget)]]
                print(f"{name}, budget {budget}, {graph_name}: {len(images) - len(other)} of {len(images)} plans agree")
                if other:
                    failed = True
                    print(f"    the others: {' '.join(other[:10])}{' …' if len(other) > 10 else ''}")
    sys.exit(failed)


main()
