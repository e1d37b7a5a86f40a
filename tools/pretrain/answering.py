"""Sampling from a checkpoint and scoring its answers by type."""

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModelForImageTextToText, DynamicCache

import lessons

BOX = re.compile(r"\\boxed\{([^{}]*)\}")


@dataclass
class Suite:
    pixels: np.ndarray  # [pictures, 64, 64, 3] uint8
    rows: list[dict]  # id, question, type, skill, gold


def load_suite(base: str) -> Suite:
    pixels = np.fromfile(base + ".rgb", np.uint8).reshape(-1, lessons.SIDE, lessons.SIDE, 3)
    return Suite(pixels, [json.loads(line) for line in Path(base + ".jsonl").read_text().splitlines()])


def load_model(folder: str):
    return AutoModelForImageTextToText.from_pretrained(folder, dtype=torch.float32).eval()


@torch.no_grad()
def sample(
    model,
    pixels: np.ndarray,
    prompts: list[str],
    count: int,
    temperature: float,
    seed: int,
    limit: int = 48,
    forbidden: list[int] | None = None,
) -> list[list[str]]:
    """`count` completions of every (picture, prompt), in the order given; temperature 0 is greedy; tokens in `forbidden`
    are never chosen. Prompts of one length run together, so nothing is padded before the completion."""
    generator = torch.Generator().manual_seed(seed)
    end = lessons.END[0]
    encoded = [lessons.PREFIX + lessons.ids(prompt) + lessons.SUFFIX for prompt in prompts]
    by_length = defaultdict(list)
    for place, row in enumerate(encoded):
        by_length[len(row)].append(place)
    out: list[list[str]] = [[] for _ in prompts]
    for length, places in sorted(by_length.items()):
        for start in range(0, len(places), 128):
            part = places[start : start + 128]
            cache = DynamicCache(config=model.config.text_config)
            step = model(
                input_ids=torch.tensor([encoded[place] for place in part]),
                pixel_values=lessons.to_pixel_values(pixels[part].astype(np.float32))[:, None],
                past_key_values=cache,
                use_cache=True,
                logits_to_keep=1,
            )
            cache.batch_repeat_interleave(count)
            logits = step.logits[:, -1].repeat_interleave(count, 0)
            tokens, alive = [], torch.ones(len(logits), dtype=torch.bool)
            for _ in range(limit):
                if forbidden:
                    logits[:, forbidden] = -torch.inf
                if temperature == 0:
                    chosen = logits.argmax(-1)
                else:
                    chosen = torch.multinomial((logits / temperature).softmax(-1), 1, generator=generator)[:, 0]
                tokens.append(torch.where(alive, chosen, end))
                alive &= chosen != end
                if not alive.any():
                    break
                logits = model(input_ids=chosen[:, None], past_key_values=cache, use_cache=True).logits[:, -1]
            for row, completion in enumerate(torch.stack(tokens, 1).tolist()):
                stop = completion.index(end) if end in completion else len(completion)
                out[part[row // count]].append(lessons.TOKENS.decode(completion[:stop], skip_special_tokens=False))
    return out


def box(text: str) -> str | None:
    """The last box, as VisPlay's benchmarks take it; None without one."""
    found = BOX.findall(text)
    return found[-1].strip() if found else None


def right(answer: str | None, gold: str, kind: str) -> bool:
    """Letters and words exactly, numbers by value, regression within 5 % of the gold value."""
    if answer is None:
        return False
    if kind == "multiple choice":
        return answer.lower() == gold.lower()
    try:
        value = float(answer)
    except ValueError:
        return answer == gold
    if gold == "unanswerable":
        return False
    return abs(value - float(gold)) <= (0.05 * abs(float(gold)) if kind == "regression" else 0) + 1e-9


def vote(answers: list[str | None]) -> str | None:
    """The most frequent box; the earlier one on a tie; an answer without a box abstains."""
    counted = Counter(answer for answer in answers if answer is not None)
    return counted.most_common(1)[0][0] if counted else None


def measure(model, suite: Suite, seed: int = 0, samples: int = 8, forbidden: list[int] | None = None) -> dict:
    """Greedy, one sample at temperature 1 (mean of `samples`), majority and any of them, over all and by skill."""
    prompts = [row["question"] for row in suite.rows]
    greedy = [texts[0] for texts in sample(model, suite.pixels, prompts, 1, 0, seed, forbidden=forbidden)]
    drawn = sample(model, suite.pixels, prompts, samples, 1, seed, forbidden=forbidden) if samples else [[] for _ in prompts]
    table = defaultdict(list)
    for row, first, many in zip(suite.rows, greedy, drawn):
        judge = lambda answer: right(answer, row["gold"], row["type"])  # noqa: E731
        answers = [box(text) for text in many]
        figures = {
            "greedy": judge(box(first)),
            "boxed": box(first) is not None,
            "unanswerable": box(first) == "unanswerable",
        }
        if samples:
            hits = [judge(answer) for answer in answers]
            winner = vote(answers)
            figures |= {
                "oneSample": np.mean(hits),
                "majority": judge(winner),
                "any": any(hits),
                "agreement": np.mean([answer == winner for answer in answers]),
            }
        table["all"].append(figures)
        table[row["skill"]].append(figures)
    return {
        name: {"n": len(rows)} | {key: round(float(np.mean([row[key] for row in rows])), 4) for key in rows[0]}
        for name, rows in table.items()
    }
