"""Loads a checkpoint folder in transformers and prints what it answers, as one JSON object on standard output.

    python tools/handover/greedy.py --model DIR --prompt TEXT [--image FILE ...] [--adapter DIR] [--max-new-tokens 32]
                                    [--split]

Greedy, float32, eager attention. Pictures go through the PIL image processor, unsplit unless --split is given.
The object: {text, tokens, logprobs, promptTokens, imageTokens, promptIds}.
"""

import argparse
import json
import sys

import torch
from PIL import Image
from transformers import AutoModelForImageTextToText, AutoProcessor, PreTrainedTokenizerFast


def load_processor(folder):
    """The folder's processor with the PIL image processor and the tokenizer exactly as tokenizer.json has it.

    For tokenizer_class GPT2Tokenizer (SmolVLM's), transformers 5 rebuilds the tokenizer from its vocabulary and
    drops the Digits pre-tokenizer; PreTrainedTokenizerFast keeps it, as transformers 4 did.
    """
    processor = AutoProcessor.from_pretrained(folder, backend="pil")
    processor.tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    return processor


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--prompt", required=True)
    parser.add_argument("--image", action="append", default=[])
    parser.add_argument("--max-new-tokens", type=int, default=32)
    parser.add_argument("--adapter", help="a LoRA adapter, loaded by peft")
    parser.add_argument("--split", action="store_true")
    args = parser.parse_args()

    torch.manual_seed(0)
    model, report = AutoModelForImageTextToText.from_pretrained(
        args.model, dtype=torch.float32, attn_implementation="eager", output_loading_info=True
    )
    problems = {key: sorted(map(str, value)) for key, value in report.items() if value}
    if problems:
        sys.exit(f"transformers did not load every weight: {problems}")
    if args.adapter:
        from peft import PeftModel

        model = PeftModel.from_pretrained(model, args.adapter)
    model.eval()
    processor = load_processor(args.model)
    content = [{"type": "image"} for _ in args.image] + [{"type": "text", "text": args.prompt}]
    text = processor.apply_chat_template([{"role": "user", "content": content}], add_generation_prompt=True, tokenize=False)
    pictures = [Image.open(path) for path in args.image]
    inputs = processor(
        text=[text],
        images=[pictures] if pictures else None,
        do_image_splitting=args.split,
        return_tensors="pt",
    )
    out = model.generate(
        **inputs,
        max_new_tokens=args.max_new_tokens,
        do_sample=False,
        output_logits=True,
        return_dict_in_generate=True,
    )
    prompt = inputs["input_ids"][0]
    tokens = out.sequences[0, len(prompt) :]
    logprobs = [step[0].log_softmax(-1)[token].item() for step, token in zip(out.logits, tokens)]
    print(
        json.dumps(
            {
                "text": processor.tokenizer.decode(tokens, skip_special_tokens=True),
                "tokens": tokens.tolist(),
                "logprobs": logprobs,
                "promptTokens": len(prompt),
                "imageTokens": int((prompt == model.config.image_token_id).sum()),
                "promptIds": prompt.tolist(),
            }
        )
    )


if __name__ == "__main__":
    main()
