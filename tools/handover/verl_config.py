"""Writes what verl needs to continue the reasoner of a run on a Ray cluster: data and configuration.

    python tools/handover/verl_config.py --run OUT --images DIR --model BASE --to DIR [--gpus 8] [--nodes 1]

Writes train.parquet (columns as verl's RLHFDataset reads them), rewards.py, and continue.sh, which starts
`python -m verl.trainer.main_ppo` with the run's settings. BASE is a checkpoint folder: merge adapters first
(`npm run merge`), or give the base and let verl train a LoRA of the run's rank. verl itself is not needed to write this
and was not run here; names are those of verl 0.5's `ppo_trainer.yaml`.
"""

import argparse
import json
import shlex
import shutil
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parent))
from silver import answer_form, read_run, silver_rows  # noqa: E402


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
                }
                for row in rows
            ],
        }
    )
    pq.write_table(table, to / "train.parquet")


def overrides(header, model, to, rows, gpus, nodes):
    settings = header["config"]
    groups = min(settings["reasoner.groupsPerStep"], rows)
    lora = settings.get("adapter.use") == "on" or header["model"]["parameters"] >= 50e6
    adapter = {
        "actor_rollout_ref.model.lora_rank": settings["adapter.rank"],
        "actor_rollout_ref.model.lora_alpha": settings["adapter.alpha"],
        "actor_rollout_ref.model.target_modules": "all-linear",
        "actor_rollout_ref.rollout.load_format": "safetensors",
    }
    return {
        "algorithm.adv_estimator": "grpo",
        "algorithm.norm_adv_by_std_in_grpo": settings["grpo.divideByDeviation"],
        "data.train_files": to / "train.parquet",
        "data.val_files": to / "train.parquet",
        "data.train_batch_size": groups,
        "data.max_response_length": settings["reasoner.maxNewTokens"],
        "data.max_prompt_length": 1024,
        "data.image_key": "images",
        "actor_rollout_ref.model.path": model,
        **(adapter if lora else {}),
        "actor_rollout_ref.actor.optim.lr": settings["grpo.learningRate"],
        "actor_rollout_ref.actor.optim.lr_warmup_steps": settings["grpo.warmupSteps"],
        "actor_rollout_ref.actor.optim.weight_decay": settings["grpo.weightDecay"],
        "actor_rollout_ref.actor.grad_clip": settings["grpo.gradientClip"],
        "actor_rollout_ref.actor.ppo_mini_batch_size": max(1, groups // settings["grpo.updatesPerStep"]),
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
        "actor_rollout_ref.rollout.n": settings["reasoner.groupSize"],
        "actor_rollout_ref.rollout.temperature": settings["reasoner.temperature"],
        "actor_rollout_ref.rollout.top_p": settings.get("reasoner.topP", 1.0),
        "actor_rollout_ref.rollout.log_prob_micro_batch_size_per_gpu": 1,
        "actor_rollout_ref.ref.log_prob_micro_batch_size_per_gpu": 1,
        "custom_reward_function.path": to / "rewards.py",
        "custom_reward_function.name": "compute_score",
        "trainer.project_name": "visplay",
        "trainer.experiment_name": header["runId"],
        "trainer.logger": "['console']",
        "trainer.n_gpus_per_node": gpus,
        "trainer.nnodes": nodes,
        "trainer.total_training_steps": settings["reasoner.steps"],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--gpus", type=int, default=8)
    parser.add_argument("--nodes", type=int, default=1)
    args = parser.parse_args()
    header, events = read_run(args.run)
    rows = silver_rows(header, events, args.images)
    if not rows:
        sys.exit(f"{args.run} kept no silver row: there is nothing to train on.")
    args.to.mkdir(parents=True, exist_ok=True)
    write_data(header, rows, args.to)
    shutil.copyfile(Path(__file__).parent / "rewards.py", args.to / "rewards.py")
    settings = overrides(header, args.model, args.to, len(rows), args.gpus, args.nodes)
    lines = [f"  {key}={shlex.quote(str(value))}" for key, value in settings.items()]
    script = "#!/bin/sh\n# Continues " + header["runId"] + " with verl on Ray.\nexec python -m verl.trainer.main_ppo \\\n"
    (args.to / "continue.sh").write_text(script + " \\\n".join(lines) + ' "$@"\n')
    (args.to / "settings.json").write_text(json.dumps({k: str(v) for k, v in settings.items()}, indent=2) + "\n")
    print(f"{len(rows)} rows and {len(settings)} settings in {args.to}; start it with sh {args.to}/continue.sh")


if __name__ == "__main__":
    main()
