"""Pretrains nano on shards of world pictures and lessons.

    RANK=0 WORLD_SIZE=2 python train.py --shards DIR --out DIR --steps N   (and RANK=1 beside it)

Every picture is encoded once; its turns share the image's keys and values and run in chunks of about one length. Loss on
completions only. AdamW, cosine to zero, bf16 autocast. Checkpoints hold all that a resumed run needs.
"""

import argparse
import json
import math
import os
import time
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
from torch import nn
from transformers import DynamicCache
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS

import lessons
from lessons import Chunk, Shard
from model import fresh, save

HERE = Path(__file__).parent


def short_attention(module, query, key, value, attention_mask, scaling, **_):
    """Plain attention for short sequences: on a CPU the fused kernel's backward pass takes 40 % of a step, this one 10 %.

    query [batch, heads, queries, head], key and value [batch, kv heads, keys, head], boolean mask [1, 1, queries, keys].
    """
    batch, heads, queries, head = query.shape
    groups = key.shape[1]
    # Query heads that share a key head become more queries of it: no key is repeated.
    folded = query.reshape(batch * groups, -1, head) * scaling
    scores = torch.bmm(folded, key.reshape(batch * groups, -1, head).transpose(1, 2))
    if attention_mask is not None:
        hidden = ~attention_mask[0, 0].repeat(heads // groups, 1)
        scores = scores.masked_fill(hidden, torch.finfo(scores.dtype).min)
    out = torch.bmm(scores.softmax(-1), value.reshape(batch * groups, -1, head))
    return out.reshape(batch, heads, queries, head).transpose(1, 2), None


ALL_ATTENTION_FUNCTIONS.register("short", short_attention)


class Trainer(nn.Module):
    """transformers' module, run so that all turns of a picture share the image prefix."""

    def __init__(self, model, precision: torch.dtype = torch.bfloat16):
        super().__init__()
        self.precision = precision
        self.model = model
        self.text = model.model.text_model
        model.set_attn_implementation("short")

    def see(self, pixels: torch.Tensor) -> torch.Tensor:
        """[pictures, 3, side, side] -> image features [pictures, image tokens, hidden]."""
        side = self.model.config.vision_config.image_size // self.model.config.vision_config.patch_size
        mask = torch.ones(len(pixels), side, side, dtype=torch.bool)
        hidden = self.model.model.vision_model(pixel_values=pixels, patch_attention_mask=mask).last_hidden_state
        return self.model.model.connector(hidden)

    def prefix(self, pixels: torch.Tensor) -> list[tuple[torch.Tensor, torch.Tensor]]:
        """Keys and values of the image prefix, one pair a layer."""
        features = self.see(pixels)
        start, end = lessons.PREFIX.index(self.model.config.image_token_id), -1
        embed = self.model.model.text_model.embed_tokens(torch.tensor(lessons.PREFIX)).expand(len(pixels), -1, -1)
        embed = torch.cat([embed[:, :start], features.to(embed.dtype), embed[:, end:]], 1)
        cache = DynamicCache(config=self.model.config.text_config)
        causal = torch.ones(embed.shape[1], embed.shape[1], dtype=torch.bool).tril()[None, None]
        self.text(inputs_embeds=embed, past_key_values=cache, attention_mask=causal, use_cache=True)
        return [(layer.keys, layer.values) for layer in cache.layers]

    def chunk_loss(self, prefix: list[tuple[torch.Tensor, torch.Tensor]], chunk: Chunk) -> torch.Tensor:
        """Summed cross-entropy over the completion tokens of one chunk."""
        cache = DynamicCache(config=self.model.config.text_config)
        for layer, (keys, values) in enumerate(prefix):
            cache.update(keys[chunk.picture], values[chunk.picture], layer)
        before, length = prefix[0][0].shape[2], chunk.tokens.shape[1]
        mask = torch.ones(length, before + length, dtype=torch.bool).tril(before)[None, None]
        positions = torch.arange(before, before + length)[None]
        embed = self.model.model.text_model.embed_tokens(chunk.tokens)
        hidden = self.text(
            inputs_embeds=embed, past_key_values=cache, attention_mask=mask, position_ids=positions, use_cache=True
        ).last_hidden_state
        wanted = chunk.labels[:, 1:] != -100
        logits = self.model.lm_head(hidden[:, :-1][wanted])
        return nn.functional.cross_entropy(logits.float(), chunk.labels[:, 1:][wanted], reduction="sum")

    def step(self, pixels: torch.Tensor, chunks: list[Chunk]) -> tuple[float, int]:
        """Accumulates the gradient of the mean loss a token; returns the summed loss and the number of tokens."""
        tokens = sum(int((chunk.labels[:, 1:] != -100).sum()) for chunk in chunks)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.precision == torch.bfloat16):
            prefix = self.prefix(pixels)
            # Each chunk's graph is freed at once; the prefix gets its gradient in one pass at the end.
            leaves = [(k.detach().requires_grad_(), v.detach().requires_grad_()) for k, v in prefix]
            total = 0.0
            for chunk in chunks:
                loss = self.chunk_loss(leaves, chunk)
                (loss / tokens).backward()
                total += loss.item()
        outputs = [tensor for pair in prefix for tensor in pair]
        torch.autograd.backward(outputs, [leaf.grad for pair in leaves for leaf in pair])
        return total, tokens


def batch(shard: Shard, order: np.ndarray, share: float, random: np.random.Generator) -> tuple[torch.Tensor, list[Chunk]]:
    pixels = lessons.to_pixel_values(lessons.augment(shard.pixels[order], share, random))
    return pixels, lessons.chunks([shard.turns[place] for place in order], 4)


def average(parameters: list[nn.Parameter], world: int) -> None:
    if world == 1:
        return
    flat = torch.cat([p.grad.view(-1) for p in parameters])
    dist.all_reduce(flat)
    flat /= world
    for p, part in zip(parameters, flat.split([p.numel() for p in parameters])):
        p.grad.copy_(part.view_as(p.grad))


def make_optimisers(model, args) -> list[torch.optim.Optimizer]:
    """AdamW for everything; or Muon for the matrices inside the layers, and AdamW for the rest."""
    matrices = [
        p
        for name, p in model.named_parameters()
        if args.muon and p.ndim == 2 and ".layers." in name or args.muon and "modality_projection" in name
    ]
    chosen = {id(p) for p in matrices}
    rest = [p for p in model.parameters() if id(p) not in chosen]
    adamw = torch.optim.AdamW(
        [
            {"params": [p for p in rest if p.ndim > 1], "weight_decay": args.decay},
            {"params": [p for p in rest if p.ndim <= 1], "weight_decay": 0.0},
        ],
        lr=args.lr,
        betas=(0.9, 0.98),
        fused=True,
    )
    if not matrices:
        return [adamw]
    # Scaled so that its updates are as large as AdamW's and one learning rate serves both.
    return [adamw, torch.optim.Muon(matrices, lr=args.lr, weight_decay=args.decay, adjust_lr_fn="match_rms_adamw")]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--shards", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--pictures", type=int, default=64, help="pictures a step, all processes together")
    parser.add_argument("--lr", type=float, default=2e-3)
    parser.add_argument("--warmup", type=int, default=200)
    parser.add_argument("--decay", type=float, default=0.05)
    parser.add_argument("--augment", type=float, default=0.4, help="share of augmented pictures")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--save-every", type=int, default=500)
    parser.add_argument("--muon", action="store_true", help="Muon for the matrices inside the layers")
    parser.add_argument("--resume", action="store_true", help="go on from --out as if never stopped")
    parser.add_argument("--consume", action="store_true", help="delete shards that were used; dump.ts goes on writing")
    parser.add_argument("--init", type=Path, help="a state.pt whose weights to start from, with a fresh schedule")
    args = parser.parse_args()
    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", 1)))
    if world > 1:
        dist.init_process_group("gloo")
    model = fresh(args.seed).train()
    trainer = Trainer(model)
    parameters = list(model.parameters())
    optimisers = make_optimisers(model, args)
    first = 0
    state_file = args.out / "state.pt"
    if args.resume and state_file.exists():
        state = torch.load(state_file)
        model.load_state_dict(state["model"])
        for optimiser, kept in zip(optimisers, state["optimisers"]):
            optimiser.load_state_dict(kept)
        first = state["step"]
    if first == 0 and args.init:
        model.load_state_dict(torch.load(args.init)["model"])
    args.out.mkdir(parents=True, exist_ok=True)
    if rank == 0:
        settings = {key: str(value) if isinstance(value, Path) else value for key, value in vars(args).items()}
        (args.out / "settings.json").write_text(json.dumps(settings, indent=1) + "\n")
    template = (HERE / "chat_template.jinja").read_text()
    mine = args.pictures // world
    shard_number, shard = -1, None
    since, seen, losses = time.time(), 0, []
    for step in range(first, args.steps):
        start = step * args.pictures
        per_shard = 2048
        if start // per_shard != shard_number:
            shard_number = start // per_shard
            shard = lessons.load(args.shards, shard_number)
            # Every process has left the shard before: a step ends for all of them at once.
            if args.consume and rank == 0 and shard_number > 0:
                (args.shards / f"{shard_number - 1:05d}.rgb").unlink(missing_ok=True)
                (args.shards / f"{shard_number - 1:05d}.jsonl").unlink(missing_ok=True)
        order = (start + rank * mine + np.arange(mine)) % per_shard
        random = np.random.default_rng([args.seed, step, rank])
        ramp = min(1.0, (step + 1) / args.warmup)
        rate = args.lr * ramp * 0.5 * (1 + math.cos(math.pi * step / args.steps))
        for optimiser in optimisers:
            for group in optimiser.param_groups:
                group["lr"] = rate
        pixels, parts = batch(shard, order, args.augment, random)
        total, tokens = trainer.step(pixels, parts)
        average(parameters, world)
        norm = nn.utils.clip_grad_norm_(parameters, 1.0)
        for optimiser in optimisers:
            optimiser.step()
        model.zero_grad(set_to_none=True)
        losses.append(total / tokens)
        seen += args.pictures
        if rank == 0 and (step + 1) % 50 == 0:
            now = time.time()
            line = {
                "step": step + 1,
                "loss": round(float(np.mean(losses)), 4),
                "lr": round(rate, 6),
                "norm": round(float(norm), 3),
                "pictures/s": round(seen / (now - since), 1),
                "time": round(now),
            }
            print(json.dumps(line), flush=True)
            with (args.out / "log.jsonl").open("a") as log:
                log.write(json.dumps(line) + "\n")
            since, seen, losses = now, 0, []
        if rank == 0 and ((step + 1) % args.save_every == 0 or step + 1 == args.steps):
            part = state_file.with_suffix(".part")
            torch.save({"model": model.state_dict(), "optimisers": [o.state_dict() for o in optimisers], "step": step + 1}, part)
            part.rename(state_file)
            save(model, args.out / "checkpoint", template)


if __name__ == "__main__":
    main()
