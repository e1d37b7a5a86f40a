"""Holds that a run exported by the command line goes on in TRL, and from there in a run again.

    npm run --silent world -- --out IMAGES --count 12 --seed 4
    npm run --silent selfplay -- --images IMAGES --out OUT --preset quick --seed 5 --backend wasm \
      --set silver.pictures=8 --set reasoner.steps=2 --set evaluation.questions=12 --set adapter.use=on
    python tools/handover/trl_check.py --run OUT --images IMAGES --model public/models/nano [--threads 1]

Two steps of continue_trl.py on the CPU, with the adapter of the run or, without adapter.use=on, its whole weights. Then
the weights have moved, `vlm` says with them what transformers and peft say, and `selfplay` takes an adapter up again.
The KL of the first step is to the base where the run says so, however far its reasoner has come, and else to that.
Completions that hold a stop text of SmolVLM are cut after it, and paid for what stands before it. Nothing is checked
where TRL is not installed, which is said. Checked with trl 1.16. Exits with 1 where something differs.
"""

import argparse
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
ROOT = Path(__file__).resolve().parents[2]
STEPS = 2


def check_stops(model):
    """What a SmolVLM says after its answer is neither learned nor paid for."""
    from continue_trl import cut_after
    from greedy import load_processor
    from rewards import silver_reward
    from silver import SMOLVLM_STOPS

    tokenizer = load_processor(model).tokenizer
    decode = tokenizer.decode
    for answer, rest in [("Answer: 3", "\nQuestion: how many? 5"), ("Answer: 3 ", "User: and 5?"), ("Answer: 3", " it is")]:
        ids = tokenizer.encode(answer + rest, add_special_tokens=False)
        kept = decode(cut_after(ids, SMOLVLM_STOPS, decode))
        stops = [stop for stop in SMOLVLM_STOPS if stop in answer + rest]
        assert bool(stops) == (len(kept) < len(decode(ids))), f"{answer + rest!r} was cut to {kept!r}"
        assert all(stop in kept for stop in stops), f"{kept!r} lost its end"
        columns = {"silver": ["3"], "question_type": ["numerical"], "answer_form": ["said"]}
        paid = [silver_reward([text], **columns, stops=[SMOLVLM_STOPS])[0] for text in (answer + rest, kept)]
        assert paid == [float(bool(stops))] * 2, f"{answer + rest!r} is paid {paid}"
    print("completions end at the stop texts and are paid for what stands before them")


def weights_in(folder):
    from safetensors.torch import load_file

    return {name: value for file in sorted(folder.glob("*.safetensors")) for name, value in load_file(file).items()}


def continued(args, run, to, steps, *more):
    """What TRL logged of each step."""
    command = [sys.executable, Path(__file__).parent / "continue_trl.py", "--run", run, "--images", args.images]
    command += ["--model", args.model, "--to", to, "--steps", str(steps), "--groups", "4", "--cpu", *more]
    # More threads than cores that are free wait for each other.
    subprocess.run(command, check=True, env={**os.environ, "OMP_NUM_THREADS": str(args.threads)})
    log = json.loads((to / "log.json").read_text())
    return [line for line in log if "rewards/silver_reward/mean" in line]


def check_anchor(args, reasoner, folder):
    """The first step's KL of a reasoner that has come far from the base: none to itself, a lot to the base."""
    import torch
    from safetensors.torch import load_file, save_file

    far = folder / "far"
    shutil.copytree(reasoner, far)
    for file in far.glob("*.safetensors"):
        weights = load_file(file)
        generator = torch.Generator().manual_seed(3)
        for name, value in weights.items():
            if "lora_B" in name or name.endswith("o_proj.weight"):
                value += 0.05 * torch.randn(value.shape, generator=generator)
        save_file(weights, file, metadata={"format": "pt"})
    found = {}
    for kept in ("base", "stage start"):
        run = folder / f"anchored to {kept}"
        run.mkdir()
        header = json.loads((args.run / "config.json").read_text())
        header["config"]["grpo.klAnchor"] = kept
        header["config"]["grpo.klCoefficient"] = 0.01
        (run / "config.json").write_text(json.dumps(header))
        shutil.copyfile(args.run / "events.jsonl", run / "events.jsonl")
        (step,) = continued(args, run, folder / f"from {kept}", 1, "--reasoner", far)
        found[kept] = float(step["kl"])
    # One sums in another order than the other draws.
    assert abs(found["stage start"]) < 1e-4 and found["base"] > 1e-2, f"KL {found}"
    assert not (folder / "from base" / "ref").exists(), "the copy for the KL was saved with the adapter"
    print(f"KL of the first step: {found}")


def spoken(command):
    """What a command says as one JSON object on its standard output."""
    return json.loads(subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout.splitlines()[-1])


def check_spoken(model, reasoner, row):
    """The same tokens and log-probabilities from the project's own model and from transformers and peft."""
    asked = ["--image", row["picture"], "--prompt", row["prompt"]]
    adapted = (reasoner / "adapter_config.json").exists()
    weights = ["--model", model, "--adapter", reasoner] if adapted else ["--model", reasoner]
    here = spoken(["npm", "run", "--silent", "vlm", "--", *weights, *asked, "--whole", "--backend", "wasm", "--json"])
    there = spoken([sys.executable, Path(__file__).parent / "greedy.py", *weights, *asked])
    assert here["tokens"] == there["tokens"], f"{here['text']!r} here and {there['text']!r} in Python"
    apart = max(abs(a - b) for a, b in zip(here["logprobs"], there["logprobs"]))
    # Both in float32; sums are taken in another order.
    assert apart < 1e-3, f"log-probabilities are {apart} apart"
    print(f"trained there, {there['text']!r} is said here too, log-probabilities within {apart:.0e}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    if any(importlib.util.find_spec(name) is None for name in ("trl", "peft", "datasets")):
        print("skipped: TRL is not here. pip install trl peft datasets brings what continue_trl.py needs.")
        return

    import torch
    from silver import newest_reasoner, read_run, silver_rows

    torch.set_num_threads(args.threads)
    check_stops(args.model)
    rows = silver_rows(*read_run(args.run), args.images.resolve())
    before = newest_reasoner(args.run)
    with tempfile.TemporaryDirectory() as folder:
        after = Path(folder) / "trained"
        steps = continued(args, args.run, after, STEPS)
        assert len(steps) == STEPS, f"{len(steps)} steps of {STEPS}"
        paid = [float(line["rewards/silver_reward/mean"]) for line in steps]
        assert all(0 <= reward <= 1 for reward in paid) and sum(paid) > 0, f"rewards {paid}"
        old, new = weights_in(before), weights_in(after)
        shared = {name for name in old if name in new}
        assert shared and (len(shared) == len(old) or not (after / "adapter_config.json").exists()), f"{len(shared)} of {len(old)} weights"
        moved = max((old[name].float() - new[name].float()).abs().max().item() for name in shared)
        assert moved > 0, "no weight moved"
        print(f"rewards {paid}; weights moved by {moved:.1e}")
        check_spoken(args.model.resolve(), after, rows[0])
        check_anchor(args, before, Path(folder))
        if not (after / "adapter_config.json").exists():
            return
        again = Path(folder) / "again"
        small = ["--preset", "quick", "--backend", "wasm", "--set", "silver.pictures=4", "--set", "reasoner.steps=1", "--set", "evaluation.questions=0"]
        play = ["npm", "run", "--silent", "selfplay", "--", "--images", args.images.resolve(), "--out", again, "--adapter", after]
        subprocess.run([*play, "--model", args.model.resolve(), *small], check=True, cwd=ROOT)
        start = json.loads((again / "config.json").read_text())["start"]
        assert start["adapter"] == after.name, f"the run began from {start}"
        print(f"selfplay went on from it: {start}")


if __name__ == "__main__":
    main()
