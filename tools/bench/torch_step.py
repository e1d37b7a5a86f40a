"""Forward and backward of nano in PyTorch float32, against ours on WASM: the same weights, rows and lengths, in turn.

    python tools/bench/torch_step.py [--rows 64] [--group 8] [--tokens 24] [--repeats 5] [--out FILE]

Needs tools/fixtures/requirements.txt. PyTorch runs with one thread and with as many as there are cores; ours runs as
`npm run bench` does, and is held to half of PyTorch's speed with as many threads as ours has. Two works: groups that
share a prompt (ours computes it once, PyTorch in every row, as trainers do), and a picture for every row.
"""

import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import time

import torch
from transformers import AutoModelForImageTextToText, AutoProcessor, PreTrainedTokenizerFast

root = pathlib.Path(__file__).resolve().parents[2]
folder = root / "public/models/nano"
question = "How many red squares are there?"
works = ("forward and backward", "forward and backward, a picture each")


def prompt_ids():
    processor = AutoProcessor.from_pretrained(folder, backend="pil")
    processor.tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    content = [{"type": "image"}, {"type": "text", "text": question}]
    text = processor.apply_chat_template([{"role": "user", "content": content}], add_generation_prompt=True)
    from PIL import Image

    return processor(text=text, images=[Image.new("RGB", (64, 64))], return_tensors="pt").input_ids[0]


def step(model, prompt, pixels, rows, tokens):
    """Loss and gradients of every weight; the vision tower sees each picture once."""
    completion = 100 + torch.arange(rows * tokens).view(rows, tokens) * 7 % 200
    ids = torch.cat([prompt[None].repeat(rows, 1), completion], 1)
    inner = model.model
    seen = inner.connector(inner.vision_model(pixel_values=pixels).last_hidden_state)
    features = seen.repeat_interleave(rows // len(pixels), 0)
    embeddings = inner.text_model.embed_tokens(ids[:, :-1])
    mask = (ids[:, :-1] == model.config.image_token_id)[..., None].expand_as(embeddings)
    embeddings = embeddings.masked_scatter(mask, features)
    hidden = inner.text_model(inputs_embeds=embeddings, use_cache=False).last_hidden_state
    logits = model.lm_head(hidden[:, len(prompt) - 1 :])
    chosen = logits.log_softmax(-1).gather(-1, completion[..., None])
    (-chosen.mean()).backward()
    model.zero_grad(set_to_none=True)


def torch_times(model, prompt, pictures, rows, tokens, threads, repeats):
    torch.set_num_threads(threads)
    size = model.config.vision_config.image_size
    pixels = torch.rand(pictures, 3, size, size, generator=torch.Generator().manual_seed(0))
    times = []
    for repeat in range(repeats + 1):
        began = time.perf_counter()
        step(model, prompt, pixels, rows, tokens)
        if repeat > 0:
            times.append(1000 * (time.perf_counter() - began))
    return times


def our_times(work, rows, tokens, repeats):
    command = ["node", "src/cli/start.mjs", "bench", "--backend", "wasm", "--shapes", "nano", "--only", work]
    command += ["--batch", str(rows), "--tokens", str(tokens), "--repeats", str(repeats), "--fused", "--json"]
    said = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if said.returncode != 0:
        raise SystemExit(said.stderr.splitlines()[-1])
    device = json.loads(said.stdout)["devices"][0]
    return device["results"][0]["engines"]["fused"]["milliseconds"]["median"], device["adapter"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=64)
    parser.add_argument("--group", type=int, default=8)
    parser.add_argument("--tokens", type=int, default=24)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--out", type=pathlib.Path)
    args = parser.parse_args()
    cores = os.cpu_count()
    model = AutoModelForImageTextToText.from_pretrained(folder, dtype=torch.float32, attn_implementation="sdpa")
    prompt = prompt_ids()
    results = []
    for work, pictures in zip(works, (args.rows // args.group, args.rows)):
        theirs, ours, adapter = {1: [], cores: []}, [], ""
        # In turn, three times over: a machine that slows down slows both.
        for _ in range(3):
            for threads in theirs:
                theirs[threads] += torch_times(model, prompt, pictures, args.rows, args.tokens, threads, args.repeats)
            median, adapter = our_times(work, args.rows, args.tokens, args.repeats)
            ours.append(median)
        found = re.search(r"(\d+) threads", adapter)
        threads = int(found.group(1)) if found else 1
        own = statistics.median(ours)
        medians = {count: statistics.median(times) for count, times in theirs.items()}
        against = medians[1] if threads == 1 else medians[cores]
        results.append(
            {
                "work": work,
                "rows": args.rows,
                "tokens": args.tokens,
                "prompt": len(prompt),
                "ours": {"adapter": adapter, "milliseconds": own},
                "torch": [{"threads": count, "milliseconds": median} for count, median in medians.items()],
                "ofTorch": against / own,
                "verdict": "pass" if against / own >= 0.5 else "short",
            }
        )
        torch_line = ", ".join(f"{median:.0f} ms with {count} threads" for count, median in medians.items())
        print(f"{work}: {args.rows} rows of {args.tokens} tokens after prompts of {len(prompt)}")
        print(f"  ours {own:.0f} ms ({adapter}); PyTorch {torch.__version__} {torch_line}")
        print(f"  {against / own:.2f} of PyTorch's speed with as many threads, wanted at least 0.5: {results[-1]['verdict']}")
    if args.out:
        args.out.write_text(json.dumps({"cores": cores, "torch": torch.__version__, "results": results}, indent=1) + "\n")


main()
