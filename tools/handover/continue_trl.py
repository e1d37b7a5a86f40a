"""Continues the reasoner of a run with TRL's GRPOTrainer, on this machine or a cluster.

    accelerate launch tools/handover/continue_trl.py --run OUT --images DIR --model BASE --to DIR [--round K]
                                                     [--reasoner PATH] [--steps N] [--vllm] [--cpu]

Takes the run's settings, its silver sets, and the reasoner of its last round: the adapter in
OUT/checkpoints/round-K/reasoner on BASE, or the checkpoint that lies there. OUT may be a .visplay file that the page
exported, and `--reasoner` the weights that it exported; without `--images` its thumbnails are taken. The reward is tools/handover/rewards.py, the
one that the run itself used. Writes the trained adapter or model to --to; what TRL has no counterpart for is printed.
Checked with trl 1.16, peft 0.21 and transformers 5.23. `--vllm` samples with vLLM in the same processes.
"""

import argparse
import json
import sys
from pathlib import Path

import torch
from datasets import Dataset, Image
from peft import PeftModel
from transformers import AutoModelForImageTextToText
from trl import GRPOConfig, GRPOTrainer

sys.path.insert(0, str(Path(__file__).parent))
from greedy import load_processor  # noqa: E402
from rewards import silver_reward  # noqa: E402
from silver import answer_form, pictures_of, read_run, reasoner_of, silver_rows, splits_pictures, stop_texts  # noqa: E402


def cut_after(ids, stops, decode):
    """The tokens of a completion up to the one that ends it, as the run noted them."""
    if not any(stop in decode(ids) for stop in stops):
        return ids
    return next(ids[:count] for count in range(1, len(ids) + 1) if any(stop in decode(ids[:count]) for stop in stops))


def policy_of(header, reasoner, base):
    """What trains, and the weights of its KL: with `grpo.klAnchor=base` the base, whatever the reasoner has learned."""
    anchored = header["config"].get("grpo.klAnchor", "base") == "base"
    adapted = (reasoner / "adapter_config.json").exists()
    model = AutoModelForImageTextToText.from_pretrained(base if adapted else reasoner, dtype=torch.float32)
    if adapted:
        return PeftModel.from_pretrained(model, reasoner, is_trainable=True), anchored
    if anchored:
        # TRL loads the weights of its KL from where the model says it comes from.
        model.config.name_or_path = str(base)
    return model, anchored


def anchor(trainer):
    """Takes the copy of the adapter away that TRL makes for the KL: without it, the KL is to the model without one."""
    if "ref" in getattr(trainer.model, "peft_config", {}):
        trainer.model.delete_adapter("ref")


class StoppingTrainer(GRPOTrainer):
    """GRPOTrainer whose completions end at the stop texts of the run: what a SmolVLM says as the user is not learned."""

    stops = ()

    def _generate_single_turn(self, *args, **kwargs):
        completions, logprobs = super()._generate_single_turn(*args, **kwargs)
        kept = [cut_after(ids, self.stops, self.processing_class.tokenizer.decode) for ids in completions]
        return kept, logprobs and [row[: len(ids)] for row, ids in zip(logprobs, kept)]


def dataset_of(header, rows):
    weight = header["config"]["reasoner.formatWeight"]
    return Dataset.from_dict(
        {
            "prompt": [[{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": r["prompt"]}]}] for r in rows],
            "image": [r["picture"] for r in rows],
            "silver": [r["silver"] for r in rows],
            "question_type": [r["question_type"] for r in rows],
            "format_weight": [weight for _ in rows],
            "answer_form": [answer_form(header) for _ in rows],
            "stops": [stop_texts(header) for _ in rows],
        }
    ).cast_column("image", Image())


def config_of(header, args):
    settings = header["config"]
    size = settings["reasoner.groupSize"]
    groups = min(settings["reasoner.groupsPerStep"], args.groups)
    # A step's rollouts are cut into parts with one update each; TRL's num_iterations would take all of them again.
    updates = min(settings["grpo.updatesPerStep"], groups)
    part = groups // updates
    vllm = {"use_vllm": True, "vllm_mode": "colocate"} if args.vllm else {}
    return GRPOConfig(
        output_dir=str(args.to),
        max_steps=args.steps * updates,
        per_device_train_batch_size=size,
        gradient_accumulation_steps=part,
        steps_per_generation=part * updates,
        num_generations=size,
        max_completion_length=settings["reasoner.maxNewTokens"],
        temperature=settings["reasoner.temperature"],
        top_p=settings.get("reasoner.topP", 1.0),
        beta=settings["grpo.klCoefficient"],
        epsilon=settings["grpo.clipLow"],
        epsilon_high=settings["grpo.clipHigh"],
        delta=settings["grpo.clipDual"],
        num_iterations=1,
        loss_type={"token": "bnpo", "sequence": "grpo"}[settings["grpo.aggregation"]],
        scale_rewards="group" if settings["grpo.divideByDeviation"] else "none",
        learning_rate=settings["grpo.learningRate"],
        warmup_steps=settings["grpo.warmupSteps"],
        adam_beta1=settings["grpo.beta1"],
        adam_beta2=settings["grpo.beta2"],
        weight_decay=settings["grpo.weightDecay"],
        max_grad_norm=settings["grpo.gradientClip"],
        lr_scheduler_type="constant_with_warmup",
        seed=settings["run.seed"],
        use_cpu=args.cpu,
        bf16=not args.cpu,
        gradient_checkpointing=False,
        disable_dropout=True,
        logging_steps=1,
        report_to=[],
        save_strategy="no",
        **vllm,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--images", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--round", type=int)
    parser.add_argument("--reasoner", type=Path, help="weights to go on from: a folder, or a zip that the page exported")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--groups", type=int, default=64, help="groups of a step, at most")
    parser.add_argument("--vllm", action="store_true")
    parser.add_argument("--cpu", action="store_true")
    args = parser.parse_args()

    header, events = read_run(args.run)
    rows = silver_rows(header, events, pictures_of(args.run, args.images))
    if not rows:
        sys.exit(f"{args.run} kept no silver row: there is nothing to train on.")
    reasoner = reasoner_of(args.run, args.round, args.reasoner)
    model, anchored = policy_of(header, reasoner, args.model)
    processor = load_processor(args.model if isinstance(model, PeftModel) else reasoner)
    # One tile a picture, or several, as in the run.
    processor.image_processor.do_image_splitting = splits_pictures(header)
    trainer = StoppingTrainer(
        model=model,
        reward_funcs=silver_reward,
        args=config_of(header, args),
        train_dataset=dataset_of(header, rows),
        processing_class=processor,
    )
    trainer.stops = stop_texts(header)
    if anchored:
        anchor(trainer)
    left_out = [
        "reasoner.augment", "reasoner.averagedShare", "reasoner.towardsBase",
        "reasoner.labels", "reasoner.update", "grpo.dropZeroVariance", "votes.correct",
    ]
    print("no counterpart in TRL:", {key: header["config"].get(key) for key in left_out})
    trainer.train()
    trainer.save_model(str(args.to))
    processor.save_pretrained(args.to)
    (args.to / "log.json").write_text(json.dumps(trainer.state.log_history, indent=2) + "\n")
    print(f"{args.steps} steps on {len(rows)} rows; saved in {args.to}")


if __name__ == "__main__":
    main()
