#!/usr/bin/env python3
"""Judges strategies over all requests of the data set, a row for each and budget.

usage: figures.py [--budgets 94,40] [--table FILE] [--requests FILE] [WHAT ...]

WHAT: `table` (families, with --table), `graph` (families, with a table learned from the whole distribution's graph and
popularity alone), `none` (families without a table), or a strategy's name; all of them by default.
A table that was learned from these very requests flatters itself: what it does for images that it has not seen is what
cross-validate.py prints.
"""
import argparse
import tempfile

import common

PUBLISHED = ("largest", "nixery", "popularity", "size-first")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--budgets", default="94,40")
    parser.add_argument("--table", default=common.ROOT / "Benchmarks/layering/debian-families.json")
    parser.add_argument("--requests", default=common.REQUESTS)
    parser.add_argument("what", nargs="*", default=("table", "graph", "none") + PUBLISHED)
    options = parser.parse_args()
    asked = common.requests(options.requests)
    print(common.head())
    for what in options.what:
        strategy = "families" if what in ("table", "graph", "none") else what
        with tempfile.TemporaryDirectory() as folder:
            table = options.table if what == "table" else None
            if what == "graph":
                table = common.learn_graph(f"{folder}/table.json")
            for budget in map(int, options.budgets.split(",")):
                numbers = common.judge(
                    lambda name: common.plan(strategy, budget, name, options.requests, table)[0], budget, asked)
                print(common.row(common.title(what), budget, numbers), flush=True)


main()
