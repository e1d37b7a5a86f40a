"""Compares sizes and resolutions of nano by short trainings on the same pictures, and prints the table.

    python tools/pretrain/shapes.py --work DIR [--shapes NAME ...]

What a shape has been trained and measured for stands in DIR/NAME/figures.json and is not done again, so shapes can be run
side by side and the last call without --shapes gathers them. The seeds are those of tuning, not those of the report.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

import lessons
from answering import load_model, measure
from report import SUITES, dumped, percent, questions

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PICTURES = 64
SHARD = 2048
SEED = 101
STEPS = 750


@dataclass(frozen=True)
class Shape:
    width: int = 128
    side: int = 96
    patch: int = 16

    def environment(self) -> dict[str, str]:
        return {"NANO_WIDTH": str(self.width), "NANO_SIDE": str(self.side), "NANO_PATCH": str(self.patch)}


SHAPES = {
    "narrow": Shape(width=64),
    "nano": Shape(),
    "wide": Shape(width=192),
    "64-pixels": Shape(side=64, patch=8),
}


def draw(work: Path, shape: Shape) -> Path:
    """The shards of the shape's resolution, as many as its steps need; those that are there stay."""
    folder = work / f"shards-{shape.side}"
    needed = (STEPS * PICTURES - 1) // SHARD + 1
    missing = [number for number in range(needed) if not (folder / f"{number:05d}.rgb").exists()]
    if missing:
        asked = [missing[0], needed - missing[0], SEED, 6, 10**6, 2]
        environment = os.environ | shape.environment()
        subprocess.run(["node", work / "dump.mjs", "pretrain", folder, *map(str, asked)], env=environment, check=True)
    return folder


def train(work: Path, name: str) -> None:
    shape, out = SHAPES[name], work / name
    words = ["--shards", draw(work, shape), "--out", out, "--steps", STEPS, "--pictures", PICTURES]
    environment = os.environ | shape.environment() | {"OMP_NUM_THREADS": "1", "WORLD_SIZE": "1", "RANK": "0"}
    command = [sys.executable, HERE / "train.py", *map(str, words), "--save-every", "250", "--seed", str(SEED), "--resume"]
    subprocess.run(command, env=environment, check=True)
    command = [sys.executable, HERE / "shapes.py", "--work", work, "--figures", name]
    subprocess.run(command, env=environment, check=True)


def figures(work: Path, name: str) -> None:
    """Greedy macro averages over the eight suites, combinations never shown, and what its questions are worth."""
    model = load_model(str(work / name / "checkpoint"))
    log = [json.loads(line) for line in (work / name / "log.jsonl").read_text().splitlines()]
    found: dict = {
        "parameters": sum(p.numel() for p in model.parameters()),
        "imageTokens": lessons.PREFIX.count(model.config.image_token_id),
        "loss": round(float(np.mean([line["loss"] for line in log[-2:]])), 4),
        "macro": {},
        "unseenCombinations": {},
        "wellPosed": {},
    }
    with tempfile.TemporaryDirectory() as folder:
        for domain in ("clean", "shifted-50"):
            suites = [dumped(str(work / "dump.mjs"), "suite", domain, 252, SEED, folder, suite) for suite in SUITES]
            greedy = [measure(model, suite, samples=0)["all"]["greedy"] for suite in suites]
            found["macro"][domain] = round(float(np.mean(greedy[:-1])), 4)
            found["unseenCombinations"][domain] = greedy[-1]
            pool = dumped(str(work / "dump.mjs"), "pool", domain, 500, SEED, folder)
            found["wellPosed"][domain] = questions(model, pool, str(work / "dump.mjs"))["wellPosed"]
    (work / name / "figures.json").write_text(json.dumps(found, indent=1) + "\n")


def table(work: Path) -> str:
    rows = [
        "| width | pixels | patch | image tokens | weights | loss a token | clean macro | shifted macro | clean unseen | clean well-posed |",
        "| ----- | ------ | ----- | ------------ | ------- | ------------ | ----------- | ------------- | ------------ | ---------------- |",
    ]
    for name, shape in SHAPES.items():
        file = work / name / "figures.json"
        if not file.exists():
            continue
        found = json.loads(file.read_text())
        cells = [shape.width, shape.side, shape.patch, found["imageTokens"], f"{found['parameters']:,}"]
        cells += [f"{found['loss']:.3f}", *(percent(found["macro"][domain]) for domain in ("clean", "shifted-50"))]
        cells += [percent(found[key]["clean"]) for key in ("unseenCombinations", "wellPosed")]
        rows.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--shapes", nargs="+", choices=SHAPES, default=list(SHAPES))
    parser.add_argument("--figures", choices=SHAPES, help="measure this shape, in the environment that it was trained in")
    args = parser.parse_args()
    torch.set_num_threads(1)
    if args.figures:
        figures(args.work, args.figures)
        return
    args.work.mkdir(parents=True, exist_ok=True)
    dump = args.work / "dump.mjs"
    if not dump.exists():
        command = ["npx", "esbuild", "tools/pretrain/dump.ts", "--bundle", "--platform=node", "--format=esm"]
        subprocess.run([*command, "--log-level=error", f"--outfile={dump.resolve()}"], check=True, cwd=ROOT)
    for name in args.shapes:
        if not (args.work / name / "figures.json").exists():
            train(args.work.resolve(), name)
    print(table(args.work))


if __name__ == "__main__":
    main()
