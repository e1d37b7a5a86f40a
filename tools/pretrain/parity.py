"""Writes src/model/fixtures/nano-parity.json and its pictures: what transformers says, in float32 on the f16 weights of
public/models/nano, so that another implementation can be compared token for token.

    python parity.py --suite BASE     (BASE.rgb and BASE.jsonl from dump.mjs suite)
"""

import argparse
import json
from pathlib import Path

import torch
from PIL import Image
from transformers import AutoModelForImageTextToText, AutoProcessor

from answering import load_suite

ROOT = Path(__file__).resolve().parents[2]
ASK = "Ask a question about the picture."


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--suite", required=True)
    parser.add_argument("--model", type=Path, default=ROOT / "public/models/nano")
    parser.add_argument("--out", type=Path, default=ROOT / "src/model/fixtures")
    args = parser.parse_args()
    processor = AutoProcessor.from_pretrained(args.model)
    model = AutoModelForImageTextToText.from_pretrained(args.model, dtype=torch.float32).eval()
    suite = load_suite(args.suite)
    # One picture for each of four skills, things and charts alike; every picture is also asked for a question.
    chosen, skills = [], set()
    for place, row in enumerate(suite.rows):
        if row["skill"] in ("count", "shape", "sum", "mean") and row["skill"] not in skills:
            skills.add(row["skill"])
            chosen.append(place)
    args.out.mkdir(parents=True, exist_ok=True)
    cases = []
    for number, place in enumerate(chosen):
        name = f"nano-parity-{number}.png"
        image = Image.fromarray(suite.pixels[place])
        image.save(args.out / name, optimize=True)
        for text in (suite.rows[place]["question"], ASK):
            turn = {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": text}]}
            prompt = processor.apply_chat_template([turn], add_generation_prompt=True)
            inputs = processor(text=prompt, images=[image], return_tensors="pt")
            made = model.generate(
                **inputs, max_new_tokens=48, do_sample=False, output_logits=True, return_dict_in_generate=True
            )
            tokens = made.sequences[0, inputs["input_ids"].shape[1] :].tolist()
            top = made.logits[0][0].topk(5)
            cases.append(
                {
                    "picture": name,
                    "pictureId": suite.rows[place]["id"],
                    "text": text,
                    "prompt": prompt,
                    "promptIds": inputs["input_ids"][0].tolist(),
                    "greedyIds": tokens,
                    "greedyText": processor.decode(tokens, skip_special_tokens=True),
                    # Largest logits of the first generated token, and its log-probabilities along the greedy path.
                    "firstTopIds": top.indices.tolist(),
                    "firstTopLogits": [round(value, 6) for value in top.values.tolist()],
                    "logprobs": [
                        round(float(step[0].log_softmax(-1)[token]), 6) for step, token in zip(made.logits, tokens)
                    ],
                }
            )
    note = "transformers, float32, on the f16 weights of public/models/nano; written by tools/pretrain/parity.py"
    (args.out / "nano-parity.json").write_text(json.dumps({"source": note, "cases": cases}, indent=1) + "\n")
    print(len(cases), "cases;", sum(case["text"] == ASK for case in cases), "of them ask for a question")


if __name__ == "__main__":
    main()
