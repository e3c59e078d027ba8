#!/usr/bin/env python3
"""What a learned table does for images of repositories that it has not seen, a row for each budget.

usage: cross-validate.py [--folds 3] [--budgets 94,40] [--learn-budget N] [--graph FILE] [--synthetic N] [--each] [WHAT ...]

The requests are split by the owner of their repository into folds of about one size; the rows are the means over the folds.
WHAT: `table` (a table is learned from the other folds), `graph` (a table of the distribution's graph and popularity alone),
`none` (families without a table), `prototype` (the one beside the data set: ideas.py, families.py; learns as `table` does),
or a strategy's name. All but the prototype, and `largest`, by default.
--learn-budget  learn for this budget alone, instead of for those that nixery has levels for
--graph         what the requested packages lead to
--synthetic     images to draw by popularity, beside those requested
--each          also a row for each fold
"""
import argparse
import collections
import json
import sys
import tempfile

import common


def owner(request):
    """Found by a search that does not say whose it is: each repository by itself."""
    name, repository = request["source"]["repo"].split("/", 1)
    return f"search/{repository}" if name == "search" else name


def folds(asked, count):
    """The largest owners first, each to the fold with the fewest requests so far."""
    by_owner = collections.defaultdict(list)
    for request in asked:
        by_owner[owner(request)].append(request["id"])
    parts = [set() for _ in range(count)]
    for _, ids in sorted(by_owner.items(), key=lambda item: (-len(item[1]), item[0])):
        min(parts, key=len).update(ids)
    return [([r for r in asked if r["id"] not in part], [r for r in asked if r["id"] in part]) for part in parts]


def write(path, asked):
    with open(path, "w") as file:
        json.dump({"requests": asked}, file)
    return path


def learn(train, folder, options):
    """A table from the requests of a fold, for every level at once."""
    table = f"{folder}/table.json"
    budget = ("--budget", options.learn_budget) if options.learn_budget else ()
    common.learn(
        table, "--requests", write(f"{folder}/train.json", train), "--graph", options.graph, "--synthetic",
        options.synthetic, *budget)
    return table


def judge_plans(strategy, test, budget, table=None):
    with tempfile.TemporaryDirectory() as folder:
        held = write(f"{folder}/test.json", test)
        return common.judge(lambda name: common.plan(strategy, budget, name, held, table)[0], budget, test)


def judge_prototype(train, test, budget):
    import baselines
    import bench
    import ideas
    strategy = ideas.learned([baselines.Image(bench.data("v1")[0], r["roots"]) for r in train], G=0.1, atoms=8)

    def plans(name):
        graph = bench.data(name)[0]
        images = ((r["id"], baselines.Image(graph, r[common.roots_key(name)])) for r in test)
        return {key: [[graph.path[n] for n in layer] for layer in strategy(image, budget)] for key, image in images}
    return common.judge(plans, budget, test)


def show(title, budget, judged, each):
    if each:
        for number, numbers in enumerate(judged, 1):
            print(common.row(f"{title}, fold {number}", budget, numbers))
    mean = {key: sum(n[key] for n in judged) / len(judged) for _, key in common.COLUMNS}
    print(common.row(f"{title}, mean of {len(judged)} folds", budget, mean), flush=True)


def judge(what, parts, budgets, options):
    """For each budget the numbers of each fold."""
    strategy = "families" if what in ("table", "graph", "none") else what
    judged = {budget: [] for budget in budgets}
    with tempfile.TemporaryDirectory() as folder:
        table = common.learn_graph(f"{folder}/graph.json") if what == "graph" else None
        for train, test in parts:
            if what == "table":
                table = learn(train, folder, options)
            for budget in budgets:
                judged[budget].append(
                    judge_prototype(train, test, budget) if what == "prototype"
                    else judge_plans(strategy, test, budget, table))
    return judged


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--budgets", default="94,40")
    parser.add_argument("--learn-budget", type=int)
    parser.add_argument("--synthetic", type=int, default=0)
    parser.add_argument("--graph", default=common.LAYERING / "universe.json.gz")
    parser.add_argument("--each", action="store_true")
    parser.add_argument("what", nargs="*", default=("table", "graph", "none", "largest"))
    options = parser.parse_args()
    parts = folds(common.requests(), options.folds)
    print(f"images learned from and judged on: {', '.join(f'{len(a)} and {len(b)}' for a, b in parts)}", file=sys.stderr)
    print(common.head())
    for what in options.what:
        for budget, judged in judge(what, parts, list(map(int, options.budgets.split(","))), options).items():
            show(common.title(what), budget, judged, options.each)


main()
