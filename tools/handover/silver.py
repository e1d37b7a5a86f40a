"""The silver sets of a run as JSONL and Parquet with pictures and provenance.

    python tools/handover/silver.py --run OUT --images DIR --to DIR [--all]

OUT is a folder that `npm run selfplay` wrote, DIR its pictures. Writes silver.jsonl, one row a line, and silver.parquet
with the bytes of the pictures, in the columns that `datasets` reads as images. `--all` keeps dropped rows too, with the
reason. Needs pyarrow.
"""

import argparse
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

DECLINE = " If the picture does not answer the question, put unanswerable in the box."
SMOLVLM_DECLINE = " If the picture does not answer the question, the answer is unanswerable."
SMOLVLM_REASONED = (
    "\nSay in a sentence what the picture shows of it, then end with \"Answer:\" and only a number, a word, a letter or "
    "a short phrase."
)
REASONED = "\nLook at the picture, reason step by step, and put the final answer in \\boxed{}."


def read_run(out):
    """The header of a run and its events."""
    header = json.loads((out / "config.json").read_text())
    with open(out / "events.jsonl") as lines:
        return header, [json.loads(line) for line in lines]


def prompt_of(header, question):
    """The user text of the reasoner's turn (src/rollouts/prompt.ts); the embedded model reads the bare question."""
    family = family_of(header)
    if family == "nano":
        return question
    declines = header["config"]["votes.unanswerable"]
    if family == "smolvlm":
        return question + SMOLVLM_REASONED + (SMOLVLM_DECLINE if declines else "")
    return question + REASONED + (DECLINE if declines else "")


def family_of(header):
    """How the model of a run is asked (src/questioner/family.ts); older runs do not say."""
    return header["model"].get("prompts", "nano" if header["model"]["name"] == "nano" else "instruct")


def answer_form(header):
    """Where its answers are looked for (`answer_in` of rewards.py)."""
    return "said" if family_of(header) == "smolvlm" else "box"


SMOLVLM_STOPS = ["<end_of_utterance>", "User:", "\nAssistant:", "\nQuestion"]


def stop_texts(header):
    """Texts that end an answer of the reasoner (src/questioner/family.ts); older runs know none."""
    return SMOLVLM_STOPS if family_of(header) == "smolvlm" and header["config"].get("run.stopTexts", False) else []


def newest_reasoner(run, number=None):
    """The folder of a run's reasoner, of its last round if none is named."""
    folders = sorted(run.glob("checkpoints/round-*/reasoner"), key=lambda path: int(path.parent.name.split("-")[1]))
    chosen = [path for path in folders if number is None or path.parent.name == f"round-{number}"]
    if not chosen:
        raise SystemExit(f"{run} has no reasoner{'' if number is None else f' of round {number}'}: let the run finish a round.")
    return chosen[-1]


def find_picture(images, name):
    """A picture by the name that the run knows it by: its path in the folder, or its last part."""
    direct = images / name
    if direct.is_file():
        return direct
    found = sorted(images.rglob(Path(name).name))
    if not found:
        raise SystemExit(f"{name} of the run is not in {images}: give the folder that the run was played on.")
    return found[0]


def silver_rows(header, events, images, every=False):
    """Rows of all rounds, the newest last, each with everything that says where it comes from."""
    names = {picture["id"]: picture["name"] for picture in header["pictures"]}
    rows = []
    for event in events:
        if event["kind"] != "silver":
            continue
        for row in event["rows"]:
            if not every and not row["kept"]:
                continue
            rows.append(
                {
                    "id": row["questionId"],
                    "round": event["round"],
                    "question": row["question"],
                    "prompt": prompt_of(header, row["question"]),
                    "question_type": row["type"],
                    "silver": row["silver"],
                    "confidence": row["confidence"],
                    "voter": row["voter"],
                    "kept": row["kept"],
                    "drop_reason": row["dropReason"],
                    "picture_id": row["pictureId"],
                    "picture": str(find_picture(images, names[row["pictureId"]])),
                    "run": header["runId"],
                    "model": header["model"]["name"],
                    "seed": header["config"]["run.seed"],
                }
            )
    return rows


def write(rows, to):
    to.mkdir(parents=True, exist_ok=True)
    with open(to / "silver.jsonl", "w") as lines:
        for row in rows:
            lines.write(json.dumps({**row, "picture": Path(row["picture"]).name}, ensure_ascii=False) + "\n")
    pictures = [{"bytes": Path(row["picture"]).read_bytes(), "path": Path(row["picture"]).name} for row in rows]
    columns = {key: [row[key] for row in rows] for key in (rows[0] if rows else {}) if key != "picture"}
    table = pa.table({**columns, "image": pictures})
    # What `datasets` reads as a picture.
    features = {"info": {"features": {"image": {"_type": "Image"}}}}
    pq.write_table(table.replace_schema_metadata({"huggingface": json.dumps(features)}), to / "silver.parquet")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--all", action="store_true")
    args = parser.parse_args()
    rows = silver_rows(*read_run(args.run), args.images, args.all)
    write(rows, args.to)
    print(f"{len(rows)} rows in {args.to}")


if __name__ == "__main__":
    main()
