"""What the scripts of this folder share: where things are, running nixery, and judging its plans.

LAYERING  the data set with its scorer (score.py); must be given
NIXERY    the program to judge; .build/release/nixery by default
"""
import functools
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NIXERY = os.environ.get("NIXERY", str(ROOT / ".build/release/nixery"))
if "LAYERING" not in os.environ:
    sys.exit("say where the data set is: LAYERING=/path/to/layering")
LAYERING = Path(os.environ["LAYERING"]).resolve()
if not os.access(NIXERY, os.X_OK):
    sys.exit(f"{NIXERY} is not there: run 'make build CONFIGURATION=release', or name another in NIXERY")
sys.path.insert(0, str(LAYERING))

import score  # noqa: E402  (lies in LAYERING)

REQUESTS = LAYERING / "requests-train.json"
# What every image of the data set has.
BASE = ("bash", "coreutils", "ca-certificates", "netbase")
# An upgrade: every v1 image is cached, then every image of the second graph is pulled.
SCENES = (("update", "v1", "v2"), ("content", "content1", "content"), ("leaf", "v1", "leaf"))
COLUMNS = (
    ("all", "efficiency"), ("shared", "shared_efficiency"), ("pair", "pair_efficiency"),
    ("2nd pull", "second_pull_efficiency"), ("update", "update"), ("content", "content"), ("leaf", "leaf"),
    ("prefix", "prefix_only_efficiency"), ("layers", "layers_mean"))


def nodes_file(name):
    return LAYERING / f"nodes-{name}.json.gz"


def roots_key(name):
    return "roots_v2" if name in ("v2", "content") else "roots"


@functools.cache
def nodes(name):
    return score.Nodes(score.load(str(nodes_file(name)))["nodes"])


def requests(path=REQUESTS):
    return score.load(str(path))["requests"]


def nixery(*arguments):
    """What `nixery layers` prints."""
    run = subprocess.run([NIXERY, "layers", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if run.returncode:
        sys.exit(run.stderr.strip().splitlines()[-1])
    return run.stdout.strip()


def learn(output, *arguments):
    return nixery("learn", *arguments, "--output", output)


def learn_graph(output):
    """A table of the distribution's graph and popularity alone."""
    base = [word for name in BASE for word in ("--base", name)]
    learn(output, "--graph", LAYERING / "universe.json.gz", *base)
    return output


def title(what):
    return {"table": "families, table", "graph": "families, table of the graph alone", "none": "families, no table"}.get(what, what)


def plan(strategy, budget, name, requests, table=None):
    """The plans of one graph, by request, and what nixery says about the time."""
    with tempfile.TemporaryDirectory() as folder:
        output = f"{folder}/plans.json"
        said = nixery(
            "plan", "--strategy", strategy, "--budget", budget, *(["--table", table] if table else []),
            "--nodes", nodes_file(name), "--requests", requests, "--roots-key", roots_key(name), "--output", output)
        with open(output) as file:
            return json.load(file)["plans"], said


def judge(make_plans, budget, asked):
    """The scorer's numbers. make_plans(graph's name) gives the plans by request; asked are the requests."""
    images = {
        name: score.check(nodes(name), asked, make_plans(name), budget, False, roots_key(name))
        for name in {n for scene in SCENES for n in scene[1:]}}
    numbers = score.metrics(nodes("v1"), images["v1"])
    for scene, old, new in SCENES:
        numbers[scene] = score.update(nodes(old), images[old], nodes(new), images[new])["update_efficiency"]
    return numbers


def head():
    return "\n".join((
        "| grouped by | budget | " + " | ".join(title for title, _ in COLUMNS) + " |",
        "|---|--:|" + "--:|" * len(COLUMNS)))


def row(title, budget, numbers):
    cells = (f"{numbers[key]:.1f}" if key == "layers_mean" else f"{numbers[key]:.4f}" for _, key in COLUMNS)
    return f"| {title} | {budget} | " + " | ".join(cells) + " |"
