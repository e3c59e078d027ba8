#!/usr/bin/env python3
"""Time of planning every request, without reading files, and time and memory of learning a table.

usage: times.py [--table FILE] [--budget 94]
"""
import argparse
import resource
import tempfile
import time

import common


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--table", default=common.ROOT / "Benchmarks/layering/debian-families.json")
    parser.add_argument("--budget", type=int, default=94)
    options = parser.parse_args()
    for strategy, table in (
            ("families", options.table), ("families", None), ("nixery", None), ("popularity", None), ("size-first", None)):
        said = common.plan(strategy, options.budget, "v1", common.REQUESTS, table)[1]
        print(f"{strategy}{' with a table' if table else ''}: {said}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for what, arguments in (
                ("requests", ("--requests", common.REQUESTS, "--graph", common.LAYERING / "universe.json.gz")),
                ("graph alone", ("--graph", common.LAYERING / "universe.json.gz"))):
            start = time.monotonic()
            said = common.learn(f"{folder}/table.json", *arguments)
            # The most of all runs so far; planning takes little.
            memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6
            print(f"{what}: {said} in {time.monotonic() - start:.1f} s with {memory:.0f} MB at most", flush=True)


main()
