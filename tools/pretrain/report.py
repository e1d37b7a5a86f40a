"""Measures public/models/nano and writes report.json and README.md beside it.

    python report.py --dump dump.mjs --run DIR[:STEPS] ... --history FILE

Each DIR is the --out of train.py, STEPS how many of its steps went into the weights; the runs follow one another. FILE says
in words and commands how the weights were made. Questions and pictures come from the held-out and pool splits;
the questions that the model asks are judged by the world itself, through dump.mjs.
"""

import argparse
import json
import re
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import torch

import lessons
from answering import Suite, box, load_model, load_suite, measure, sample

ROOT = Path(__file__).resolve().parents[2]
ASK = "Ask a question about the picture."
FORM = re.compile(
    r"<type>(multiple choice|numerical|regression)</type><question>([^<>]+)</question><answer>([^<>]+)</answer>"
)
UNANSWERABLE = lessons.TOKENS.token_to_id("unanswerable")


SUITES = (
    "general",
    "multidiscipline",
    "spatial",
    "number-sense",
    "diagram-maths",
    "puzzle-maths",
    "hallucination",
    "mixed",
    "unseen-combinations",
)


def dumped(dump: str, kind: str, domain: str, count: int, seed: int, folder: str, *rest: str) -> Suite:
    base = "-".join([f"{folder}/{kind}", domain, str(seed), *rest])
    subprocess.run(["node", dump, kind, base, domain, str(count), str(seed), *rest], check=True)
    return load_suite(base)


def questions(model, pool: Suite, dump: str) -> dict:
    """One question a picture at temperature 1, judged by the world."""
    texts = [row[0] for row in sample(model, pool.pixels, [ASK] * len(pool.pixels), 1, 1, seed=3)]
    parsed = [(row["id"], FORM.fullmatch(text)) for row, text in zip(pool.rows, texts)]
    asked = [(id, form) for id, form in parsed if form]
    lines = "".join(json.dumps({"id": id, "question": form[2]}) + "\n" for id, form in asked)
    done = subprocess.run(["node", dump, "check"], input=lines, capture_output=True, text=True, check=True)
    checked = [json.loads(line) for line in done.stdout.splitlines()]
    good = [(form, fact) for (_, form), fact in zip(asked, checked) if fact["wellPosed"]]
    skills = Counter(fact.get("skill") for fact in checked)
    share = np.array(list(skills.values())) / max(1, len(checked))
    return {
        "asked": len(texts),
        "parsed": round(len(asked) / len(texts), 4),
        "wellPosed": round(len(good) / len(texts), 4),
        "whyNot": dict(Counter(fact["reason"] for fact in checked if not fact["wellPosed"])),
        "ownAnswerRight": round(float(np.mean([form[3] == fact["gold"] for form, fact in good])), 4),
        "typeRight": round(float(np.mean([form[1] == fact["type"] for form, fact in good])), 4),
        "differentQuestions": len({form[2] for _, form in asked}),
        "effectiveSkills": round(float(np.exp(-(share * np.log(share)).sum())), 2),
        "skills": {str(skill): count for skill, count in skills.most_common()},
    }


def refusals(model, suite: Suite, views: bool) -> float:
    """Share of greedy answers that are `unanswerable`, on the pictures or on one augmented view of each."""
    pixels = suite.pixels
    if views:
        pixels = lessons.augment(pixels, 1.0, np.random.default_rng(5)).astype(np.uint8)
    texts = sample(model, pixels, [row["question"] for row in suite.rows], 1, 0, 0)
    return round(float(np.mean([box(text[0]) == "unanswerable" for text in texts])), 4)


def blind(model, suite: Suite) -> float:
    """Greedy accuracy when every picture is grey."""
    grey = Suite(np.full_like(suite.pixels, 128), suite.rows)
    return measure(model, grey, samples=0)["all"]["greedy"]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, default=ROOT / "public/models/nano")
    parser.add_argument("--dump", required=True)
    parser.add_argument("--run", nargs="+", required=True)
    parser.add_argument("--history", type=Path, required=True)
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--questions", type=int, default=504, help="questions of each of the nine suites")
    parser.add_argument("--seed", type=int, default=2, help="seed of the held-out suite")
    parser.add_argument("--shift", type=int, default=55)
    args = parser.parse_args()
    model = load_model(str(args.model))
    runs = [run_facts(*run.partition(":")[::2]) for run in args.run]
    pictures = sum(run["steps"] * run["settings"]["pictures"] for run in runs)
    report = {
        "model": {
            "architecture": "Idefics3ForConditionalGeneration",
            "parameters": sum(p.numel() for p in model.parameters()),
            "weights": "float16",
            "bytes": sum(file.stat().st_size for file in args.model.iterdir() if file.suffix != ".md"),
        },
        "training": {
            "split": "pretrain, clean",
            "pictures": pictures,
            "steps": sum(run["steps"] for run in runs),
            "finalLoss": runs[-1]["finalLoss"],
            "runs": runs,
            "history": args.history.read_text(),
        },
        "suites": {},
        "benchmarks": {},
        "questioner": {},
        "answerability": {},
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, domain in (("clean", "clean"), ("shifted", f"shifted-{args.shift}")):
            suite = dumped(args.dump, "suite", domain, args.count, args.seed, folder)
            report["suites"][name] = {
                "domain": domain,
                "seed": args.seed,
                **measure(model, suite),
            }
            free = measure(model, suite, samples=0, forbidden=[UNANSWERABLE])["all"]
            report["suites"][name]["greedyWithUnanswerableForbidden"] = free["greedy"]
            ill = dumped(args.dump, "illposed", domain, min(1000, args.count), args.seed, folder)
            report["answerability"][name] = {
                "refusedWellPosed": refusals(model, suite, views=False),
                "refusedWellPosedOnViews": refusals(model, suite, views=True),
                "refusedIllPosed": refusals(model, ill, views=False),
            }
            pool = dumped(args.dump, "pool", domain, min(2000, args.count), args.seed, folder)
            report["questioner"][name] = questions(model, pool, args.dump)
            report["benchmarks"][name] = {}
            for benchmark in SUITES:
                suite = dumped(args.dump, "suite", domain, args.questions, args.seed, folder, benchmark)
                gold = Counter(row["gold"] for row in suite.rows)
                report["benchmarks"][name][benchmark] = measure(model, suite)["all"] | {
                    "chance": round(float(np.mean([row["chance"] for row in suite.rows])), 4),
                    "majorityClass": round(gold.most_common(1)[0][1] / len(suite.rows), 4),
                    "blind": blind(model, suite),
                }
    (args.model / "report.json").write_text(json.dumps(report, indent=1) + "\n")
    (args.model / "README.md").write_text(card(report))
    print(card(report))


def run_facts(folder: str, steps: str) -> dict:
    """Settings, steps that count, and the mean loss a token over the last 100 of them."""
    log = [json.loads(line) for line in (Path(folder) / "log.jsonl").read_text().splitlines()]
    until = int(steps) if steps else log[-1]["step"]
    losses = [line["loss"] for line in log if until - 100 < line["step"] <= until]
    settings = json.loads((Path(folder) / "settings.json").read_text())
    kept = ("steps", "pictures", "lr", "warmup", "decay", "augment", "seed", "muon")
    return {
        "steps": until,
        "finalLoss": round(float(np.mean(losses)), 4),
        "settings": {key: settings[key] for key in kept if key in settings},
    }


def percent(value: float) -> str:
    return f"{100 * value:.1f}"


def card(report: dict) -> str:
    clean, shifted = report["suites"]["clean"], report["suites"]["shifted"]
    training = report["training"]
    settings = training["runs"][-1]["settings"]
    rows = "\n".join(
        f"| {skill} | "
        + " | ".join(percent(suite[skill][key]) for suite in (clean, shifted) for key in ("greedy", "oneSample", "majority", "any"))
        + " |"
        for skill in clean
        if isinstance(clean[skill], dict)
    )
    ways, baselines = ("greedy", "oneSample", "majority", "any"), ("chance", "majorityClass", "blind")
    benchmarks = "\n".join(
        f"| {name} | {b['n']} | "
        + " | ".join(percent(report["benchmarks"][domain][name][key]) for domain in ("clean", "shifted") for key in ways)
        + " | "
        + " | ".join(percent(b[key]) for key in baselines)
        + " |"
        for name, b in report["benchmarks"]["clean"].items()
    )
    eight = [name for name in report["benchmarks"]["clean"] if name != "unseen-combinations"]
    macros = " | ".join(
        percent(float(np.mean([report["benchmarks"][domain][name][key] for name in eight])))
        for domain in ("clean", "shifted")
        for key in ways
    )
    asked = "\n".join(
        f"| {name} | {percent(q['parsed'])} | {percent(q['wellPosed'])} | {percent(q['ownAnswerRight'])} | "
        f"{q['effectiveSkills']} |"
        for name, q in report["questioner"].items()
    )
    refused = "\n".join(
        f"| {name} | {percent(a['refusedWellPosed'])} | {percent(a['refusedWellPosedOnViews'])} | "
        f"{percent(a['refusedIllPosed'])} | {percent(report['suites'][name]['greedyWithUnanswerableForbidden'])} |"
        for name, a in report["answerability"].items()
    )
    return f"""# nano

A vision-language model of {report["model"]["parameters"]:,} parameters (Idefics3: SigLIP-style vision tower, pixel shuffle, Llama
decoder), pretrained from scratch on pictures that VisPlay Playground draws itself. It asks questions about a picture and
answers them. It is the starting point of self-play in the page, and good for nothing else: it knows small pictures of
shapes, sixteen everyday things, charts, dials, dice, cards, sums and paths, and about 160 words.

- Licence: Apache-2.0, like the project. All training data is drawn by `src/world/`; nothing else was used.
- Prompts: the chat template's rendering of one user turn [image, text]. Questioner: `{ASK}` Reasoner: the
  question, nothing more. `config.json` marks this with `"prompt_style": "nano"`.
- Training: {training["pictures"]:,} clean pictures of the pretraining split with 8 to 10 turns each, {training["steps"]:,} steps of
  {settings["pictures"]} pictures, AdamW, bf16 autocast, {percent(settings["augment"])} % of the pictures as augmented views, 11 % of the answered questions
  `unanswerable`. Final loss {training["finalLoss"]} a token. The unlabelled pool and the held-out suite never share a seed with it.

## Held-out accuracy, %

{clean["all"]["n"]:,} questions, one a picture, {len([s for s in clean if isinstance(clean[s], dict)]) - 1} skills, every operation equally often; the shifted domain shows the same scenes
({shifted["domain"]}). One sample: mean of 8 at temperature 1. Majority and any: of those 8. Boxed, greedy: clean
{percent(clean["all"]["boxed"])}, shifted {percent(shifted["all"]["boxed"])}.

| skill | clean greedy | one sample | majority | any | shifted greedy | one sample | majority | any |
|---|---|---|---|---|---|---|---|---|
{rows}

## The nine suites, %

Eight are built after the benchmarks of VisPlay's evaluation, the ninth shows combinations that training never showed
(`src/world/suiteNames.ts`). Chance: a guess among the answers that a question admits. Majority class: the most frequent
answer of the suite. Blind: the model itself on grey pictures. The last three are of the clean domain; the macro average is
of the eight.

| suite | n | clean greedy | one sample | majority | any | shifted greedy | one sample | majority | any | chance | majority class | blind |
|---|---|---|---|---|---|---|---|---|---|---|---|---|
{benchmarks}
| macro | | {macros} | | | |

## Questions it asks, %

One question a pool picture at temperature 1, judged by the drawing program. Effective skills: exp of the entropy over 31.

| domain | parse | well-posed | own answer right | effective skills |
|---|---|---|---|---|
{asked}

## `unanswerable`, %

Greedy answers that refuse a well-posed question, the same on an augmented view of the picture, refusals of ill-posed
questions, and greedy accuracy when the word is forbidden (the honest baseline for gains).

| domain | refused, well-posed | on views | refused, ill-posed | accuracy with the word forbidden |
|---|---|---|---|---|
{refused}

## How it was made

{training["history"].strip()}
"""


if __name__ == "__main__":
    main()
