"""The silver sets of a run as JSONL and Parquet with pictures and provenance.

    python tools/handover/silver.py --run OUT --to DIR [--images DIR] [--all]

OUT is a folder that `npm run selfplay` wrote, or a .visplay file that the page exported; `--images` are its pictures.
Without them, the thumbnails of the .visplay file are taken, which are smaller. Writes silver.jsonl, one row a line, and
silver.parquet with the bytes of the pictures, in the columns that `datasets` reads as images. `--all` keeps dropped rows
too, with the reason. Needs pyarrow. What a run says of itself is not believed where it names files or commands.
"""

import argparse
import glob
import json
import re
import tempfile
import zipfile
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


# What a file of a run may unpack to, and all of them together, bytes.
MOST = 2**31
NAME = re.compile(r"[\w-][\w.-]{0,119}")


def read_run(out):
    """The header of a run and its events, from a folder or a .visplay file."""
    if out.is_file():
        with zipfile.ZipFile(out) as file:
            config, events = (member(file, file.getinfo(name)).decode() for name in ("config.json", "events.jsonl"))
    else:
        config, events = ((out / name).read_text() for name in ("config.json", "events.jsonl"))
    header = json.loads(config)
    # It becomes part of scripts and of names of files.
    if not re.fullmatch(r"[\w-]{1,80}", str(header.get("runId") or "")):
        raise SystemExit(f"{out} is no run: its id is {header.get('runId')!r}.")
    return header, [json.loads(line) for line in events.split("\n") if line]


def member(file, info, before=0):
    """The bytes of a file in a zip, if they are not too many with those before them."""
    if before + info.file_size > MOST:
        raise SystemExit(f"{info.filename} would unpack to {info.file_size} bytes, and at most {MOST} are read.")
    return file.read(info)


def unpacked(path, folder=""):
    """The files of a zip that lie in a folder of it, in a temporary folder that is there until the program ends."""
    held = tempfile.TemporaryDirectory(prefix="visplay-")
    HELD.append(held)
    total = 0
    with zipfile.ZipFile(path) as file:
        for info in file.infolist():
            name = info.filename.removeprefix(folder)
            if info.filename.startswith(folder) and NAME.fullmatch(name):
                (Path(held.name) / name).write_bytes(member(file, info, total))
                total += info.file_size
    return Path(held.name)


HELD = []


def pictures_of(run, images):
    """The folder of a run's pictures: the one that is given, or the thumbnails of a .visplay file."""
    if images is not None:
        return images
    folder = unpacked(run, "thumbnails/") if run.is_file() else None
    if folder is None or not any(folder.iterdir()):
        raise SystemExit(f"{run} holds no pictures: give their folder with --images, or export it with thumbnails.")
    print("Pictures are the thumbnails of the file: their longest edge is 192 pixels.")
    return folder


def reasoner_of(run, number, given):
    """The folder of the weights to go on from: what is given, a folder or a zip that the page exported, or the run's own."""
    if given is not None:
        return unpacked(given) if given.is_file() else given
    if run.is_file():
        raise SystemExit(f"{run} holds no weights that Python loads: export those of the reasoner, and give them with --reasoner.")
    return newest_reasoner(run, number)


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


def splits_pictures(header):
    """Whether a run saw its pictures in tiles; older runs could not."""
    return header["config"].get("run.splitPictures", False)


def newest_reasoner(run, number=None):
    """The folder of a run's reasoner, of its last round if none is named."""
    folders = sorted(run.glob("checkpoints/round-*/reasoner"), key=lambda path: int(path.parent.name.split("-")[1]))
    chosen = [path for path in folders if number is None or path.parent.name == f"round-{number}"]
    if not chosen:
        raise SystemExit(f"{run} has no reasoner{'' if number is None else f' of round {number}'}: let the run finish a round.")
    return chosen[-1]


def find_picture(images, name, number):
    """A picture by the name that the run knows it by: its path in the folder, or its last part; or by its id."""
    path = Path(name)
    # Nothing but pictures of the folder is packed, wherever a name leads.
    inside = not path.is_absolute() and ".." not in path.parts
    if inside and (images / path).is_file():
        return images / path
    for wanted in (path.name, f"{number}.webp"):
        found = sorted(one for one in images.rglob(glob.escape(wanted)) if one.is_file()) if NAMED.fullmatch(wanted) else []
        if found:
            return found[0]
    raise SystemExit(f"{name} of the run is not in {images}: give the folder that the run was played on.")


# A name without a place.
NAMED = re.compile(r"(?!\.+\Z)[^/\\\0]+")


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
                    "picture": str(find_picture(images, names[row["pictureId"]], row["pictureId"])),
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
    parser.add_argument("--images", type=Path)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--all", action="store_true")
    args = parser.parse_args()
    rows = silver_rows(*read_run(args.run), pictures_of(args.run, args.images), args.all)
    write(rows, args.to)
    print(f"{len(rows)} rows in {args.to}")


if __name__ == "__main__":
    main()
