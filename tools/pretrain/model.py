"""The shape of nano: an Idefics3 of 1.6 million parameters, built as transformers' own module."""

import json
from pathlib import Path

import torch
from transformers import Idefics3Config, Idefics3ForConditionalGeneration

from layout import PATCH, SHUFFLE, SIDE, WIDTH
from tokenizer import VOCABULARY, build, write


def config() -> Idefics3Config:
    tokens = build()
    ids = {name: tokens.token_to_id(name) for name in ("<|im_start|>", "<|im_end|>", "<end_of_utterance>", "<image>")}
    shared = {
        "bos_token_id": ids["<|im_start|>"],
        "eos_token_id": ids["<end_of_utterance>"],
        "pad_token_id": ids["<|im_end|>"],
    }
    return Idefics3Config(
        architectures=["Idefics3ForConditionalGeneration"],
        image_token_id=ids["<image>"],
        scale_factor=SHUFFLE,
        tie_word_embeddings=True,
        vocab_size=VOCABULARY,
        prompt_style="nano",
        vision_config={
            "hidden_size": WIDTH,
            "intermediate_size": 4 * WIDTH,
            "num_hidden_layers": 3,
            "num_attention_heads": 4,
            "image_size": SIDE,
            "patch_size": PATCH,
            "hidden_act": "gelu_pytorch_tanh",
            "initializer_range": 0.05,
        },
        text_config={
            "model_type": "llama",
            "vocab_size": VOCABULARY,
            "hidden_size": WIDTH,
            "intermediate_size": 3 * WIDTH,
            "num_hidden_layers": 4,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "head_dim": WIDTH // 4,
            "hidden_act": "silu",
            "max_position_embeddings": 512,
            "rms_norm_eps": 1e-5,
            "rope_theta": 10000.0,
            "initializer_range": 0.05,
            "tie_word_embeddings": True,
            **shared,
        },
        **shared,
    )


def fresh(seed: int) -> Idefics3ForConditionalGeneration:
    torch.manual_seed(seed)
    model = Idefics3ForConditionalGeneration(config())
    # At the usual scale the place of a patch drowns in its pixels: after 5,500 steps 3 % of an image token's variance told
    # where it lies, and questions for a place were answered by guessing.
    torch.nn.init.normal_(model.model.vision_model.embeddings.position_embedding.weight, std=0.8)
    return model


def save(model: Idefics3ForConditionalGeneration, folder: Path, chat_template: str) -> None:
    """Writes the whole Hugging Face folder, weights in f16."""
    half = Idefics3ForConditionalGeneration(model.config)
    half.load_state_dict(model.state_dict())
    half.to(torch.float16).save_pretrained(folder)
    # Readers older than transformers 5 look for the base of the rotary embedding here.
    saved = json.loads((folder / "config.json").read_text())
    saved["text_config"]["rope_theta"] = saved["text_config"]["rope_parameters"]["rope_theta"]
    (folder / "config.json").write_text(json.dumps(saved, indent=2) + "\n")
    (folder / "model.safetensors").chmod(0o644)
    generation = {
        "bos_token_id": model.config.text_config.bos_token_id,
        "eos_token_id": model.config.text_config.eos_token_id,
        "pad_token_id": model.config.text_config.pad_token_id,
    }
    (folder / "generation_config.json").write_text(json.dumps(generation, indent=2) + "\n")
    write(folder, chat_template)
