"""Pretraining shards (written by dump.ts) as batches: pictures once, several turns a picture."""

import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from layout import IMAGE_TOKENS, SIDE
from tokenizer import build

TOKENS = build()


def ids(text: str) -> list[int]:
    return TOKENS.encode(text).ids


# The chat template's rendering of one user turn [image, text], cut at the text. Tests compare it with the processor's.
PREFIX = ids("<|im_start|>User:<fake_token_around_image><global-img>" + "<image>" * IMAGE_TOKENS + "<fake_token_around_image>")
SUFFIX = ids("<end_of_utterance>\nAssistant:")
END = ids("<end_of_utterance>")


@dataclass
class Shard:
    pixels: np.ndarray  # [pictures, 64, 64, 3] uint8
    turns: list[list[tuple[list[int], list[int]]]]  # per picture: (prompt after the image, completion) token ids


def load(folder: Path, number: int, patience: float = 600) -> Shard:
    """Reads shard `number`, waiting up to `patience` seconds for dump.ts to write it."""
    base = folder / f"{number:05d}"
    until = time.time() + patience
    while not base.with_suffix(".rgb").exists():
        if time.time() > until:
            raise SystemExit(f"{base}.rgb does not appear; run dump.mjs pretrain first.")
        time.sleep(1)
    pixels = np.fromfile(base.with_suffix(".rgb"), np.uint8).reshape(-1, SIDE, SIDE, 3)
    lines = base.with_suffix(".jsonl").read_text().splitlines()
    texts = [json.loads(line) for line in lines]
    prompts = TOKENS.encode_batch([turn[1] for turns in texts for turn in turns])
    answers = TOKENS.encode_batch([turn[2] for turns in texts for turn in turns])
    pairs = iter([(p.ids + SUFFIX, a.ids + END) for p, a in zip(prompts, answers)])
    return Shard(pixels, [[next(pairs) for _ in turns] for turns in texts])


def augment(pixels: np.ndarray, share: float, random: np.random.Generator) -> np.ndarray:
    """The views that votes are taken over, on a share of the pictures: up to 2 px of shift, brightness +-18, contrast
    +-0.2, colour gain +-0.06, noise 6. The base must not call a picture unanswerable because it is such a view."""
    out = pixels.astype(np.float32)
    for place in np.flatnonzero(random.random(len(pixels)) < share):
        dx, dy = random.integers(-2, 3, 2)
        padded = np.pad(out[place], ((2, 2), (2, 2), (0, 0)), mode="edge")
        view = padded[2 + dy : 2 + dy + SIDE, 2 + dx : 2 + dx + SIDE]
        gain = (1 + random.uniform(-0.2, 0.2)) * (1 + random.uniform(-0.06, 0.06, 3))
        view = (view - 128) * gain + 128 + random.uniform(-18, 18)
        out[place] = view + random.standard_normal(view.shape, np.float32) * 6
    return np.clip(np.rint(out), 0, 255)


def to_pixel_values(pixels: np.ndarray) -> torch.Tensor:
    """uint8-valued [n, side, side, 3] to [n, 3, side, side] in -1..1, as the image processor does for pictures of its size."""
    return torch.from_numpy(np.ascontiguousarray(pixels.transpose(0, 3, 1, 2), np.float32) / 127.5 - 1)


@dataclass
class Chunk:
    """Turns of about one length. `picture` [turns], `tokens` and `labels` [turns, length]; labels are -100 outside completions."""

    picture: torch.Tensor
    tokens: torch.Tensor
    labels: torch.Tensor


def chunks(turns: list[list[tuple[list[int], list[int]]]], count: int) -> list[Chunk]:
    """Sorts all turns of a batch by length and cuts them into `count` chunks, so that little is padded."""
    flat = [(picture, prompt, answer) for picture, row in enumerate(turns) for prompt, answer in row]
    flat.sort(key=lambda turn: len(turn[1]) + len(turn[2]))
    size = -(-len(flat) // count)
    out = []
    for start in range(0, len(flat), size):
        part = flat[start : start + size]
        length = max(len(prompt) + len(answer) for _, prompt, answer in part)
        tokens = np.full((len(part), length), END[0], np.int64)
        labels = np.full((len(part), length), -100, np.int64)
        for row, (_, prompt, answer) in enumerate(part):
            whole = len(prompt) + len(answer)
            tokens[row, :whole] = prompt + answer
            labels[row, len(prompt) : whole] = answer
        picture = torch.tensor([turn[0] for turn in part])
        out.append(Chunk(picture, torch.from_numpy(tokens), torch.from_numpy(labels)))
    return out
