"""Writes what verl needs to continue the reasoner of a run on a Ray cluster: data and configuration.

    python tools/handover/verl_config.py --run OUT --images DIR --model BASE --to DIR [--round K] [--reasoner PATH]
                                         [--gpus 8] [--nodes 1]

Writes train.parquet (columns as verl's RLHFDataset reads them), rewards.py, and continue.sh, which starts
`python -m verl.trainer.main_ppo` with the run's settings, from the reasoner of its last round: the adapter in
OUT/checkpoints/round-K/reasoner on BASE, or the checkpoint that lies there. OUT may be a .visplay file that the page
exported, and `--reasoner` the weights that it exported, unpacked. verl is not needed to write this. Names are
those of verl 0.9.1, against which tools/handover/verl_check.py holds them; verl itself, which wants GPUs, was not run.
What verl has no counterpart for is printed.
"""

import argparse
import json
import re
import shlex
import shutil
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parent))
from silver import answer_form, pictures_of, read_run, reasoner_of, silver_rows, splits_pictures, stop_texts  # noqa: E402


def write_data(header, rows, to):
    weight = header["config"]["reasoner.formatWeight"]
    table = pa.table(
        {
            "data_source": [f"visplay/{row['run']}" for row in rows],
            "prompt": [[{"role": "user", "content": f"<image>{row['prompt']}"}] for row in rows],
            "images": [[{"bytes": Path(row["picture"]).read_bytes(), "path": None}] for row in rows],
            "ability": ["visual question answering" for _ in rows],
            "reward_model": [{"style": "rule", "ground_truth": row["silver"]} for row in rows],
            "extra_info": [
                {
                    "id": row["id"],
                    "question_type": row["question_type"],
                    "format_weight": weight,
                    "answer_form": answer_form(header),
                    "stops": stop_texts(header),
                }
                for row in rows
            ],
        }
    )
    pq.write_table(table, to / "train.parquet")


LEFT_OUT = [
    "reasoner.augment", "reasoner.averagedShare", "reasoner.towardsBase",
    "reasoner.labels", "reasoner.update", "grpo.dropZeroVariance", "votes.correct",
]


def batches(settings, rows, world):
    """Prompts of a step and of an update, so that the completions of each go evenly to all GPUs."""
    size = settings["reasoner.groupSize"]
    even = [count for count in range(1, min(settings["reasoner.groupsPerStep"], rows) + 1) if count * size % world == 0]
    if not even:
        sys.exit(f"{rows} rows of {size} answers do not go evenly to {world} GPUs: give another number of --gpus or --nodes.")
    at_once = even[-1] // settings["grpo.updatesPerStep"]
    return even[-1], max([count for count in even if count <= at_once], default=even[0])


def weights_of(base, reasoner):
    """Where verl takes the weights from: a checkpoint, or an adapter on one."""
    try:
        adapter = json.loads((reasoner / "adapter_config.json").read_text())
    except FileNotFoundError:
        return {"actor_rollout_ref.model.path": reasoner.resolve()}
    return {
        # A folder, or the name of a repository on the Hub.
        "actor_rollout_ref.model.path": base.resolve() if base.exists() else base,
        "actor_rollout_ref.model.lora_adapter_path": reasoner.resolve(),
        # Without a rank it looks for no adapter, whatever the path.
        "actor_rollout_ref.model.lora_rank": adapter["r"],
        "actor_rollout_ref.model.lora_alpha": adapter["lora_alpha"],
        # Whole weights go to the sampler, which need not know adapters of connectors.
        "actor_rollout_ref.model.lora.merge": True,
    }


def overrides(header, base, reasoner, to, rows, gpus, nodes):
    """Settings as on the command line of verl. A leading + adds to what its configuration leaves open."""
    settings = header["config"]
    groups, at_once = batches(settings, rows, gpus * nodes)
    steps = settings["reasoner.steps"]
    return {
        "algorithm.adv_estimator": "grpo",
        "algorithm.norm_adv_by_std_in_grpo": settings["grpo.divideByDeviation"],
        "data.train_files": to / "train.parquet",
        "data.val_files": to / "train.parquet",
        "data.train_batch_size": groups,
        "data.max_response_length": settings["reasoner.maxNewTokens"],
        # 17 tiles of 64 tokens and what stands between them, or one.
        "data.max_prompt_length": 2048 if splits_pictures(header) else 1024,
        "data.image_key": "images",
        "data.seed": settings["run.seed"],
        # One tile a picture, or several, as in the run.
        "+data.mm_processor_kwargs.do_image_splitting": splits_pictures(header),
        **weights_of(base, reasoner),
        "actor_rollout_ref.actor.optim.lr": settings["grpo.learningRate"],
        "actor_rollout_ref.actor.optim.lr_warmup_steps": settings["grpo.warmupSteps"],
        "actor_rollout_ref.actor.optim.betas": [settings["grpo.beta1"], settings["grpo.beta2"]],
        "actor_rollout_ref.actor.optim.weight_decay": settings["grpo.weightDecay"],
        "actor_rollout_ref.actor.grad_clip": settings["grpo.gradientClip"],
        "actor_rollout_ref.actor.ppo_mini_batch_size": at_once,
        "actor_rollout_ref.actor.ppo_micro_batch_size_per_gpu": 1,
        "actor_rollout_ref.actor.clip_ratio_low": settings["grpo.clipLow"],
        "actor_rollout_ref.actor.clip_ratio_high": settings["grpo.clipHigh"],
        "actor_rollout_ref.actor.clip_ratio_c": settings["grpo.clipDual"],
        "actor_rollout_ref.actor.use_kl_loss": settings["grpo.klCoefficient"] > 0,
        "actor_rollout_ref.actor.kl_loss_coef": settings["grpo.klCoefficient"],
        "actor_rollout_ref.actor.kl_loss_type": "low_var_kl",
        "actor_rollout_ref.actor.loss_agg_mode": {"token": "token-mean", "sequence": "seq-mean-token-mean"}[
            settings["grpo.aggregation"]
        ],
        "actor_rollout_ref.rollout.name": "vllm",
        "actor_rollout_ref.rollout.load_format": "safetensors",
        # Models of this size fit on every GPU, and 15 heads cannot be halved.
        "actor_rollout_ref.rollout.tensor_model_parallel_size": 1,
        "actor_rollout_ref.rollout.n": settings["reasoner.groupSize"],
        "actor_rollout_ref.rollout.temperature": settings["reasoner.temperature"],
        "actor_rollout_ref.rollout.top_p": settings.get("reasoner.topP", 1.0),
        "actor_rollout_ref.rollout.log_prob_micro_batch_size_per_gpu": 1,
        "actor_rollout_ref.ref.log_prob_micro_batch_size_per_gpu": 1,
        "reward.custom_reward_function.path": to / "rewards.py",
        "reward.custom_reward_function.name": "compute_score",
        "trainer.project_name": "visplay",
        "trainer.experiment_name": header["runId"],
        "trainer.logger": ["console"],
        "trainer.n_gpus_per_node": gpus,
        "trainer.nnodes": nodes,
        "trainer.total_training_steps": steps,
        # The steps decide: an epoch has one at least.
        "trainer.total_epochs": steps,
        "trainer.val_before_train": False,
        "trainer.save_freq": steps,
        "trainer.default_local_dir": to / "checkpoints",
    }


def written(value):
    """A value in the grammar of Hydra's overrides; a text in quotes where a sign in it could mean more."""
    if isinstance(value, (str, Path)):
        text = str(value)
        plain = re.fullmatch(r"[A-Za-z/][\w./-]*", text)
        return text if plain else "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
    if isinstance(value, list):
        return "[" + ",".join(written(one) for one in value) + "]"
    return json.dumps(value)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--images", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--round", type=int)
    parser.add_argument("--reasoner", type=Path, help="weights to go on from: a folder")
    parser.add_argument("--gpus", type=int, default=8)
    parser.add_argument("--nodes", type=int, default=1)
    args = parser.parse_args()
    header, events = read_run(args.run)
    rows = silver_rows(header, events, pictures_of(args.run, args.images))
    if not rows:
        sys.exit(f"{args.run} kept no silver row: there is nothing to train on.")
    args.to.mkdir(parents=True, exist_ok=True)
    write_data(header, rows, args.to)
    shutil.copyfile(Path(__file__).parent / "rewards.py", args.to / "rewards.py")
    if args.reasoner and not args.reasoner.is_dir():
        sys.exit(f"{args.reasoner} is no folder: unpack it first, for verl reads it later.")
    reasoner = reasoner_of(args.run, args.round, args.reasoner)
    settings = overrides(header, args.model, reasoner, args.to.resolve(), len(rows), args.gpus, args.nodes)
    given = [f"{key}={written(value)}" for key, value in settings.items()]
    script = "#!/bin/sh\n# Continues " + header["runId"] + " with verl on Ray.\nexec python -m verl.trainer.main_ppo \\\n"
    (args.to / "continue.sh").write_text(script + " \\\n".join(f"  {shlex.quote(one)}" for one in given) + ' "$@"\n')
    (args.to / "overrides.json").write_text(json.dumps(given, indent=2) + "\n")
    print("no counterpart in verl:", {key: header["config"].get(key) for key in LEFT_OUT})
    kept = "base" if "actor_rollout_ref.model.lora_adapter_path" in settings else "stage start"
    if header["config"]["grpo.klAnchor"] != kept:
        print(f"KL: verl keeps to the {'model without an adapter' if kept == 'base' else 'weights that it starts from'}.")
    if stop_texts(header):
        print("stop texts: verl draws on after them; the reward reads what stands before.")
    print(f"{len(rows)} rows and {len(given)} settings in {args.to}; start it with sh {args.to}/continue.sh")


if __name__ == "__main__":
    main()
