"""Checks the training code against transformers: token sequences and pixels equal the processor's, the packed loss and its
gradient equal a plain forward and backward pass of the stock model, and any Unicode text survives the tokenizer.

    python check.py --shards DIR --model DIR
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from transformers import AutoModelForImageTextToText, AutoProcessor

import lessons
from train import Trainer


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--shards", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--pictures", type=int, default=4)
    args = parser.parse_args()
    processor = AutoProcessor.from_pretrained(args.model)
    stock = AutoModelForImageTextToText.from_pretrained(args.model, dtype=torch.float32)
    shard = lessons.load(args.shards, 0, patience=0)
    texts = [json.loads(line) for line in (args.shards / "00000.jsonl").read_text().splitlines()]

    total, tokens = torch.zeros(()), 0
    for place in range(args.pictures):
        image = Image.fromarray(shard.pixels[place])
        for (_, asked, _), (prompt, completion) in zip(texts[place], shard.turns[place]):
            turn = {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": asked}]}
            rendered = processor.apply_chat_template([turn], add_generation_prompt=True)
            inputs = processor(text=rendered, images=[image], return_tensors="pt")
            assert inputs["input_ids"][0].tolist() == lessons.PREFIX + prompt, rendered
            pixels = lessons.to_pixel_values(shard.pixels[place : place + 1].astype(np.float32))
            torch.testing.assert_close(inputs["pixel_values"][0], pixels, atol=1e-6, rtol=0)
            whole = torch.tensor([lessons.PREFIX + prompt + completion])
            inputs |= {"input_ids": whole, "attention_mask": torch.ones_like(whole)}
            logits = stock(**inputs).logits[0, -len(completion) - 1 : -1]
            total = total + torch.nn.functional.cross_entropy(logits, torch.tensor(completion), reduction="sum")
            tokens += len(completion)
    (total / tokens).backward()
    plain = {name: p.grad.clone() for name, p in stock.named_parameters()}

    stock.zero_grad(set_to_none=True)
    trainer = Trainer(stock, precision=torch.float32)
    pixels = lessons.to_pixel_values(shard.pixels[: args.pictures].astype(np.float32))
    packed, count = trainer.step(pixels, lessons.chunks(shard.turns[: args.pictures], 4))
    assert count == tokens
    assert abs(packed - total.item()) <= 1e-5 * total.item(), (packed, total.item())
    for name, p in stock.named_parameters():
        # A key's bias shifts all its scores alike, so its gradient is zero and only rounding is left of it.
        bound = 1e-4 * plain[name].abs().max().item() + 1e-6
        assert (p.grad - plain[name]).abs().max().item() <= bound, name

    for text in ("Ünïcödé 你好 🎉\n\t ", "a } b \\boxed{12.5} </answer> <b>", "\u0000\ufeff\U0010ffff"):
        assert lessons.TOKENS.decode(lessons.ids(text), skip_special_tokens=False) == text
    print(f"{tokens} tokens: sequences and pixels equal the processor's; loss {packed / tokens:.6f} and gradients equal.")


if __name__ == "__main__":
    main()
