"""Writes the decoder of a checkpoint as an ONNX graph for onnxruntime: one step with its key-value cache.

    python tools/bench/export_onnx.py [--model public/models/nano] [--out tools/bench/out/nano-decoder.onnx]

Inputs: ids [batch, tokens] int64, positions [batch, tokens] int64, bias [1, 1, 1, tokens, past + tokens] float32 (0 or
-1e9), past_K_{i} and past_V_{i} [batch, key-value heads, past, head size] for every layer i.
Outputs: logits [batch, vocab] of the last token, present_K_{i}, present_V_{i}.
batch, tokens and past are dynamic; every weight is stored once. Query, key and value, and gate and up, are one product
each, and query heads that share a key head are folded into its rows, as a careful exporter would.

Needs requirements.txt. The graph is compared with transformers: greedy tokens of a text prompt, one by one.
"""

import argparse
import pathlib

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn
from transformers import AutoModelForImageTextToText


class Decoder(nn.Module):
    def __init__(self, model):
        super().__init__()
        text = model.config.text_config
        decoder = model.model.text_model
        self.heads, self.kv_heads, self.head_dim = text.num_attention_heads, text.num_key_value_heads, text.head_dim
        self.epsilon = text.rms_norm_eps
        self.embedding = decoder.embed_tokens.weight
        self.head = nn.Parameter(model.lm_head.weight.detach().t().contiguous())
        self.norm = decoder.norm.weight
        layers = decoder.layers
        joined = lambda parts: nn.Parameter(torch.cat([p.weight.detach() for p in parts]).t().contiguous())
        alone = lambda part: nn.Parameter(part.weight.detach().t().contiguous())
        self.qkv = nn.ParameterList([joined((l.self_attn.q_proj, l.self_attn.k_proj, l.self_attn.v_proj)) for l in layers])
        self.out = nn.ParameterList([alone(l.self_attn.o_proj) for l in layers])
        self.gate_up = nn.ParameterList([joined((l.mlp.gate_proj, l.mlp.up_proj)) for l in layers])
        self.down = nn.ParameterList([alone(l.mlp.down_proj) for l in layers])
        self.norms = nn.ParameterList([l.input_layernorm.weight for l in layers])
        self.post_norms = nn.ParameterList([l.post_attention_layernorm.weight for l in layers])
        theta = text.rope_parameters["rope_theta"]
        frequencies = 1.0 / theta ** (torch.arange(0, self.head_dim, 2).float() / self.head_dim)
        angles = torch.arange(text.max_position_embeddings).float()[:, None] * frequencies
        self.register_buffer("cos", torch.cat([angles.cos()] * 2, 1))
        self.register_buffer("sin", torch.cat([angles.sin()] * 2, 1))

    def normed(self, x, weight):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.epsilon) * weight

    def forward(self, ids, positions, bias, past):
        batch, tokens = ids.shape
        group = self.heads // self.kv_heads
        cos, sin = self.cos[positions][:, None], self.sin[positions][:, None]

        def split(x, heads):
            return x.view(batch, tokens, heads, self.head_dim).transpose(1, 2)

        def turned(x):
            left, right = x.chunk(2, -1)
            return x * cos + torch.cat([-right, left], -1) * sin

        x = self.embedding[ids]
        present = []
        for i in range(len(self.qkv)):
            sizes = [self.heads * self.head_dim] + [self.kv_heads * self.head_dim] * 2
            q, k, v = (self.normed(x, self.norms[i]) @ self.qkv[i]).split(sizes, -1)
            q, k, v = turned(split(q, self.heads)), turned(split(k, self.kv_heads)), split(v, self.kv_heads)
            k, v = torch.cat([past[2 * i], k], 2), torch.cat([past[2 * i + 1], v], 2)
            present += [k, v]
            rows = q.reshape(batch, self.kv_heads, group * tokens, self.head_dim)
            scores = (rows @ k.transpose(2, 3)) * self.head_dim**-0.5
            scores = scores.view(batch, self.kv_heads, group, tokens, -1) + bias
            weights = scores.softmax(-1).view(batch, self.kv_heads, group * tokens, -1)
            mixed = (weights @ v).view(batch, self.heads, tokens, self.head_dim).transpose(1, 2)
            x = x + mixed.reshape(batch, tokens, self.heads * self.head_dim) @ self.out[i]
            gate, up = (self.normed(x, self.post_norms[i]) @ self.gate_up[i]).chunk(2, -1)
            x = x + (nn.functional.silu(gate) * up) @ self.down[i]
        return self.normed(x[:, -1], self.norm) @ self.head, present


def causal(tokens, past):
    seen = torch.arange(past + tokens)[None] <= past + torch.arange(tokens)[:, None]
    return torch.where(seen, 0.0, -1e9)[None, None, None]


def export(decoder, path):
    layers = len(decoder.qkv)
    names = [f"{part}_{i}" for i in range(layers) for part in ("K", "V")]
    batch, tokens, past = (torch.export.Dim(name, min=1, max=512) for name in ("batch", "tokens", "past"))
    # An example must not be 1 where a size is to stay free.
    example = (
        torch.zeros(2, 3, dtype=torch.long),
        torch.arange(3)[None].repeat(2, 1) + 4,
        causal(3, 4),
        [torch.zeros(2, decoder.kv_heads, 4, decoder.head_dim) for _ in names],
    )
    auto = torch.export.Dim.AUTO
    shapes = ({0: batch, 1: tokens}, {0: batch, 1: tokens}, {3: tokens, 4: auto}, [{0: batch, 2: past} for _ in names])
    program = torch.onnx.export(
        decoder,
        example,
        dynamo=True,
        dynamic_shapes=shapes,
        input_names=["ids", "positions", "bias", *(f"past_{name}" for name in names)],
        output_names=["logits", *(f"present_{name}" for name in names)],
        external_data=False,
    )
    program.save(str(path))
    onnx.checker.check_model(str(path))


def check(model, path, prompt, steps):
    """Greedy tokens by onnxruntime and by transformers, for two rows."""
    text = model.config.text_config
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    ids = np.array([prompt, prompt], dtype=np.int64)
    names = [f"{part}_{i}" for i in range(text.num_hidden_layers) for part in ("K", "V")]
    cache = [np.zeros((2, text.num_key_value_heads, 0, text.head_dim), np.float32) for _ in names]
    found, position = [], 0
    for _ in range(steps):
        tokens = ids.shape[1]
        feeds = {"ids": ids, "positions": np.arange(position, position + tokens, dtype=np.int64)[None].repeat(2, 0)}
        feeds["bias"] = causal(tokens, position).numpy()
        feeds |= {f"past_{name}": values for name, values in zip(names, cache)}
        logits, *cache = session.run(None, feeds)
        position += tokens
        ids = logits.argmax(-1)[:, None]
        found.append(ids[:, 0].tolist())
    with torch.no_grad():
        expected = model.generate(
            input_ids=torch.tensor([prompt]),
            attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
            max_new_tokens=steps,
            min_new_tokens=steps,
            do_sample=False,
            eos_token_id=None,
        )[0, len(prompt) :].tolist()
    assert [row[0] for row in found] == [row[1] for row in found] == expected, (found, expected)


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default=root / "public/models/nano")
    parser.add_argument("--out", type=pathlib.Path, default=root / "tools/bench/out/nano-decoder.onnx")
    args = parser.parse_args()
    model = AutoModelForImageTextToText.from_pretrained(args.model, dtype=torch.float32, attn_implementation="eager")
    model.eval()
    args.out.parent.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        export(Decoder(model).eval(), args.out)
    check(model, args.out, list(range(20, 50)), 40)
    print(f"{args.out}: {args.out.stat().st_size} bytes; 40 greedy tokens equal those of transformers")


main()
