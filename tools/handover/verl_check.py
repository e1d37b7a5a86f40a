"""Holds what verl_config.py writes for a run against verl itself: its configuration, its data set, its reward manager.

    pip download verl==0.9.1 --no-deps -d DIR && unzip DIR/verl-*.whl -d DIR && pip install hydra-core pyarrow
    npm run --silent selfplay -- --images IMAGES --out OUT --preset quick [--set adapter.use=on]
    python tools/handover/verl_check.py --run OUT --images IMAGES --model BASE [--verl DIR]

`--verl` is where the package lies if it is not installed; nothing is checked where it is neither, which is said. Checked
with verl 0.9.1: Hydra composes its ppo_trainer.yaml with every setting, and a configuration in struct mode takes them,
which refuses unknown ones; its reward manager's call fits `compute_score`. Where verl can be imported (torch, datasets,
tensordict, ray and what they need), its own validation reads the configuration, its RLHFDataset the rows, and its reward
manager loads the reward and pays the silver answers. Nothing is trained. Exits with 1 where something differs.
"""

import argparse
import ast
import asyncio
import importlib.util
import inspect
import json
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
VERSION = "0.9.1"


def package_of(folder):
    """The folder of the package verl, without importing it; None where there is none."""
    if folder is not None:
        sys.path.insert(0, str(folder))
    found = importlib.util.find_spec("verl")
    return Path(found.origin).parent if found and found.origin else None


def composed(package, overrides):
    """verl's configuration with settings as from its command line."""
    from hydra import compose, initialize_config_dir

    with initialize_config_dir(config_dir=str(package / "trainer/config"), version_base=None):
        return compose(config_name="ppo_trainer", overrides=overrides)


def check_settings(package, given):
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from omegaconf import OmegaConf, open_dict
    from omegaconf.errors import ConfigAttributeError

    config = composed(package, given)
    default = composed(package, ["actor_rollout_ref.rollout.name=vllm"])
    OmegaConf.set_struct(default, True)
    changed = 0
    for one in OverridesParser.create().parse_overrides(given):
        key, value = one.key_or_group, one.value()
        # What is added lies in a mapping that verl leaves empty, for settings of others.
        if one.is_add():
            opened = key.rsplit(".", 1)[0]
            assert OmegaConf.select(default, opened) == {}, f"{key} is added to a mapping that verl fills itself"
            with open_dict(OmegaConf.select(default, opened)):
                OmegaConf.update(default, key, value)
        else:
            changed += OmegaConf.select(default, key) != value
            OmegaConf.update(default, key, value, merge=True)
        assert OmegaConf.select(config, key) == value, f"{key} is {OmegaConf.select(config, key)} and not {value}"
    try:
        OmegaConf.update(default, "actor_rollout_ref.actor.no_such_setting", 1, merge=True)
    except ConfigAttributeError:
        print(f"{len(given)} settings are known, {changed} of them other than by default; unknown ones are refused")
        return config
    raise AssertionError("a setting that does not exist was taken")


def check_call(package, compute_score):
    """Binds the reward to the arguments that verl's manager names, as its source has them."""
    tree = ast.parse((package / "experimental/reward_loop/reward_manager/naive.py").read_text())
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "compute_score"
    ]
    assert calls, "verl's reward manager calls no compute_score"
    for call in calls:
        assert not call.args, "verl's reward manager calls by position"
        names = [word.arg for word in call.keywords if word.arg is not None]
        inspect.signature(compute_score).bind(**dict.fromkeys(names))
    print("the reward takes what verl calls it with:", ", ".join(names))


class Item:
    """One completion as verl's reward manager is given it."""

    def __init__(self, row, ids, torch):
        self.batch = {"responses": torch.tensor(ids), "attention_mask": torch.ones(len(ids), dtype=torch.long)}
        self.non_tensor_batch = {key: row[key] for key in ("data_source", "reward_model", "extra_info")}

    def __getitem__(self, _):
        return self


def check_running(config, model, rows):
    """What verl itself makes of the configuration and the data."""
    import torch
    from PIL import Image
    from greedy import load_processor
    from verl.experimental.reward_loop import migrate_legacy_reward_impl
    from verl.experimental.reward_loop.reward_manager.naive import NaiveRewardManager
    from verl.trainer.ppo.reward import get_custom_reward_fn
    from verl.utils.config import validate_config
    from verl.utils.dataset.rl_dataset import RLHFDataset

    config = migrate_legacy_reward_impl(config)
    validate_config(config, use_reference_policy=config.actor_rollout_ref.actor.use_kl_loss, use_critic=False)
    processor = load_processor(model)
    data = RLHFDataset([str(config.data.train_files)], processor.tokenizer, config.data, processor)
    assert len(data) == len(rows), f"{len(data)} rows of {len(rows)}"

    async def paid(row, text):
        manager = NaiveRewardManager(config, processor.tokenizer, get_custom_reward_fn(config))
        ids = processor.tokenizer.encode(text, add_special_tokens=False)
        return (await manager.run_single(Item(row, ids, torch)))["reward_score"]

    for at, row in enumerate(rows):
        item = data[at]
        (turn,) = item["raw_prompt"]
        picture, text = turn["content"]
        wanted = Image.open(row["picture"])
        assert picture["image"].tobytes() == wanted.tobytes(), f"the picture of {row['id']} is another"
        assert text == {"type": "text", "text": row["prompt"]}, f"the prompt of {row['id']} is another"
        said = processor.apply_chat_template(item["raw_prompt"], add_generation_prompt=True, tokenize=False)
        kwargs = dict(config.data.mm_processor_kwargs)
        ids = processor(text=[said], images=[[picture["image"]]], **kwargs)["input_ids"][0]
        room = config.data.max_prompt_length
        assert len(ids) <= room, f"the prompt of {row['id']} has {len(ids)} tokens, and there is room for {room}"
        right = f"\\boxed{{{row['silver']}}}" if item["extra_info"]["answer_form"] == "box" else f"Answer: {row['silver']}"
        weight = item["extra_info"]["format_weight"]
        rewards = [asyncio.run(paid(item, text)) for text in (right, "no idea what that could be at all")]
        assert rewards == [1 - weight, 0], f"{row['id']} is paid {rewards}"
    print(f"verl takes the configuration, reads {len(rows)} rows with their pictures, and pays their silver answers")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--verl", type=Path)
    args = parser.parse_args()
    package = package_of(args.verl)
    if package is None:
        print("skipped: verl is not here. The first line of this file's description gets its configuration.")
        return
    version = (package / "version/version").read_text().strip()
    print(f"verl {version}" + ("" if version == VERSION else f", and not the {VERSION} that this was written for"))

    from rewards import compute_score
    from silver import read_run, silver_rows

    with tempfile.TemporaryDirectory() as folder:
        to = Path(folder) / "with spaces, and 'quotes'"
        write = [sys.executable, Path(__file__).parent / "verl_config.py", "--run", args.run, "--images", args.images]
        subprocess.run([*write, "--model", args.model, "--to", to, "--gpus", "1"], check=True)
        config = check_settings(package, json.loads((to / "overrides.json").read_text()))
        check_call(package, compute_score)
        try:
            import verl.experimental.reward_loop  # noqa: F401
            import verl.utils.dataset.rl_dataset  # noqa: F401
        except ImportError as missing:
            print(f"skipped: verl cannot be imported here ({missing}), so its data set and its reward manager were not run.")
            return
        check_running(config, args.model, silver_rows(*read_run(args.run), args.images))


if __name__ == "__main__":
    main()
