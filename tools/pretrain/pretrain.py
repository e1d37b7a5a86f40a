"""Pretrains nano from nothing with one command: draws shards, trains, writes the model, measures it.

    OMP_NUM_THREADS=1 python tools/pretrain/pretrain.py --work DIR [--steps 2850] [--pictures 64] [--processes 2] ...

Shards are drawn while training runs, a few ahead, and deleted when they have been used. A run that was stopped goes on
with --resume. Without --out nothing in public/ is touched; with it the checkpoint and its report are put there.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

import torch

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SHARD = 2048
TOKENIZER_FILES = "*.json", "*.safetensors", "*.jinja"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True, help="folder for shards, log and checkpoints")
    parser.add_argument("--out", type=Path, help="model folder to write, for example public/models/nano")
    parser.add_argument("--steps", type=int, default=2850)
    parser.add_argument("--pictures", type=int, default=64, help="pictures a step, all processes together")
    parser.add_argument("--processes", type=int, default=2, help="training processes, one thread each")
    parser.add_argument("--answers", type=int, default=5, help="answered questions a picture; two descriptions are added")
    parser.add_argument("--asks", type=int, default=1, help="questions a picture that the model learns to ask")
    parser.add_argument("--lr", type=float, default=2e-3)
    parser.add_argument("--warmup", type=int, default=200)
    parser.add_argument("--augment", type=float, default=0.4)
    parser.add_argument("--seed", type=int, default=0, help="of the weights, the order of augmentation and the pictures")
    parser.add_argument("--save-every", type=int, default=250)
    parser.add_argument("--ahead", type=int, default=4, help="shards drawn before they are needed, 25 MB each")
    parser.add_argument("--count", type=int, default=3000, help="held-out questions a domain in the report")
    parser.add_argument("--questions", type=int, default=504, help="questions of each of the nine suites in the report")
    parser.add_argument("--muon", action="store_true")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--no-report", action="store_true")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    dump, shards, run = args.work / "dump.mjs", args.work / "shards", args.work / "run"
    command = ["npx", "esbuild", "tools/pretrain/dump.ts", "--bundle", "--platform=node", "--format=esm"]
    subprocess.run([*command, "--log-level=error", f"--outfile={dump.resolve()}"], check=True, cwd=ROOT)

    state = run / "state.pt"
    done = torch.load(state)["step"] if args.resume and state.exists() else 0
    shutil.rmtree(shards, ignore_errors=True)
    first, last = done * args.pictures // SHARD, (args.steps * args.pictures - 1) // SHARD
    asked = [first, last - first + 1, args.seed, args.answers, args.ahead, args.asks]
    drawing = subprocess.Popen(["node", dump, "pretrain", shards, *map(str, asked)])
    try:
        train(args, shards, run)
    finally:
        drawing.kill()
    shutil.rmtree(shards, ignore_errors=True)
    if args.out is not None:
        args.out.mkdir(parents=True, exist_ok=True)
        for pattern in TOKENIZER_FILES:
            for file in (run / "checkpoint").glob(pattern):
                shutil.copy(file, args.out / file.name)
    if not args.no_report:
        history = args.work / "history.md"
        given = " ".join(["python tools/pretrain/pretrain.py", *sys.argv[1:]])
        history.write_text(f"One run from nothing, by one command:\n\n```\n{given}\n```\n")
        model = args.out or run / "checkpoint"
        flags = ["--dump", dump, "--run", run, "--history", history, "--model", model, "--count", str(args.count)]
        flags += ["--questions", str(args.questions)]
        subprocess.run([sys.executable, HERE / "report.py", *flags], check=True)


def train(args: argparse.Namespace, shards: Path, run: Path) -> None:
    flags = {
        "--shards": shards,
        "--out": run,
        "--steps": args.steps,
        "--pictures": args.pictures,
        "--lr": args.lr,
        "--warmup": args.warmup,
        "--augment": args.augment,
        "--seed": args.seed,
        "--save-every": args.save_every,
    }
    words = [str(word) for pair in flags.items() for word in pair] + ["--consume"]
    words += ["--muon"] * args.muon + ["--resume"] * args.resume
    shared = {"OMP_NUM_THREADS": "1", "WORLD_SIZE": str(args.processes), "MASTER_ADDR": "127.0.0.1"}
    shared |= {"MASTER_PORT": os.environ.get("MASTER_PORT", "29519")}
    started = [
        subprocess.Popen([sys.executable, HERE / "train.py", *words], env=os.environ | shared | {"RANK": str(rank)})
        for rank in range(args.processes)
    ]
    try:
        failed = [process.wait() for process in started]
    finally:
        for process in started:
            process.kill()
    if any(failed):
        raise SystemExit("Training stopped with an error; see above, then go on with --resume.")


if __name__ == "__main__":
    main()
