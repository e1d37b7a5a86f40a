"""The tokenizer of nano: byte-level BPE, where every word and every number of the world's language is one token.

The vocabulary is written down rather than trained: 256 bytes, the words and numbers below with a leading space (and
without, where they start a text), and SmolVLM's special tokens. `ignore_merges` makes a whole word win over its bytes; any other text
falls back to bytes, so all Unicode round-trips.
"""

import json
from pathlib import Path

from layout import IMAGE_TOKENS, SIDE
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

# Id order: special tokens first, so that their ids do not move when a word is added.
SPECIAL = [
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<global-img>",
    "<fake_token_around_image>",
    "<image>",
    "<end_of_utterance>",
]
TAGS = ["<type>", "</type>", "<question>", "</question>", "<answer>", "</answer>", "\\boxed{"]

# The words of src/world/: those that start a text, a box or a tag, and those that follow a space. A test there keeps the
# list complete.
WORDS = json.loads((Path(__file__).parent / "words.json").read_text())
SIGNS = [" +", " -", " =", " <", " >", " /", " *"]
# With a token a digit, a model of this size did not learn to name the letter of an option that is a number.
NUMBERS = [*range(101), *range(105, 181, 15)]
VOCABULARY = 768


def byte_alphabet() -> list[str]:
    return sorted(pre_tokenizers.ByteLevel.alphabet())


def build() -> Tokenizer:
    vocabulary: dict[str, int] = {}

    def add(token: str) -> None:
        vocabulary.setdefault(token, len(vocabulary))

    for token in SPECIAL + TAGS + byte_alphabet():
        add(token)
    for word in WORDS["starts"]:
        add(word)
    for word in WORDS["inside"]:
        add(f"\u0120{word}")
    for number in NUMBERS:
        add(str(number))
        add(f"\u0120{number}")
    for sign in SIGNS:
        add(sign.replace(" ", "\u0120"))
    if len(vocabulary) > VOCABULARY:
        raise SystemExit(f"{len(vocabulary)} tokens do not fit a vocabulary of {VOCABULARY}.")
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[], ignore_merges=True))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL])
    tokenizer.add_tokens([AddedToken(token, special=False, normalized=False) for token in TAGS + ["}"]])
    return tokenizer


def write(folder: Path, chat_template: str) -> None:
    """Writes the tokenizer and processor files of a Hugging Face folder."""
    folder.mkdir(parents=True, exist_ok=True)
    build().save(str(folder / "tokenizer.json"))
    names = {
        "bos_token": "<|im_start|>",
        "eos_token": "<end_of_utterance>",
        "pad_token": "<|im_end|>",
        "unk_token": "<|endoftext|>",
    }
    extra = ["<fake_token_around_image>", "<image>", "<end_of_utterance>", "<global-img>"]

    def dump(name: str, data: object) -> None:
        (folder / name).write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n")

    dump("special_tokens_map.json", {**names, "additional_special_tokens": extra})
    dump(
        "tokenizer_config.json",
        {
            **names,
            "additional_special_tokens": extra,
            "add_prefix_space": False,
            "clean_up_tokenization_spaces": False,
            "chat_template": chat_template,
            "model_max_length": 512,
            "processor_class": "Idefics3Processor",
            "tokenizer_class": "PreTrainedTokenizerFast",
        },
    )
    dump("chat_template.json", {"chat_template": chat_template})
    (folder / "chat_template.jinja").write_text(chat_template)
    dump(
        "preprocessor_config.json",
        {
            "do_convert_rgb": True,
            "do_image_splitting": False,
            "do_normalize": True,
            "do_pad": True,
            "do_rescale": True,
            "do_resize": True,
            "image_mean": [0.5, 0.5, 0.5],
            "image_processor_type": "Idefics3ImageProcessor",
            "image_std": [0.5, 0.5, 0.5],
            "max_image_size": {"longest_edge": SIDE},
            "processor_class": "Idefics3Processor",
            "resample": 1,
            "rescale_factor": 1 / 255,
            "size": {"longest_edge": SIDE},
        },
    )
    dump("processor_config.json", {"image_seq_len": IMAGE_TOKENS, "processor_class": "Idefics3Processor"})
