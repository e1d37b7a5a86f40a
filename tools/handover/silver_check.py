"""Holds that silver sets leave with their pictures and where they come from, and that a run cannot make Python read more.

    python tools/handover/silver_check.py

Makes a small run as the command line writes it, and the same as the page exports it. Then silver.parquet is read back
by pyarrow: pictures to the byte, every column; silver.jsonl says the same. Names that lead out of the folder of pictures,
an id that would be a command, and a zip that would unpack to more than there is room for are refused. Needs pyarrow and
pillow. Exits with 1 where something differs.
"""

import io
import json
import sys
import tempfile
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent))
import silver  # noqa: E402

NAMES = {"aa": "holidays/sea.png", "bb": "photo [1].png"}


def picture(shade, form):
    held = io.BytesIO()
    Image.new("RGB", (8, 8), (shade, 20, 30)).save(held, form)
    return held.getvalue()


def run_of(**changes):
    """The header and the events of a run with a kept row for each picture, and a dropped one."""
    header = {
        "runId": "calm-otter-1",
        "model": {"name": "SmolVLM-256M-Instruct", "prompts": "smolvlm"},
        "config": {"run.seed": 9, "votes.unanswerable": True},
        "pictures": [{"id": key, "name": name} for key, name in NAMES.items()],
        **changes,
    }
    row = {"question": "How many?", "type": "numerical", "silver": "3", "confidence": 0.9, "voter": "base"}
    kept = [{**row, "questionId": f"q-{key}", "pictureId": key, "kept": True, "dropReason": None} for key in NAMES]
    dropped = {**row, "questionId": "q-low", "pictureId": "aa", "confidence": 0.2, "kept": False, "dropReason": "band"}
    events = [{"kind": "run.start", "header": header}, {"kind": "silver", "round": 2, "rows": [*kept, dropped]}]
    return header, events


def write_run(to, header, events):
    """As `selfplay` writes it."""
    to.mkdir(parents=True)
    (to / "config.json").write_text(json.dumps(header))
    (to / "events.jsonl").write_text("".join(f"{json.dumps(event)}\n" for event in events))


def pack_run(to, header, events):
    """As the page exports it, with thumbnails."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("config.json", json.dumps(header))
        file.writestr("events.jsonl", "".join(f"{json.dumps(event)}\n" for event in events))
        for at, key in enumerate(NAMES):
            file.writestr(f"thumbnails/{key}.webp", picture(100 + at, "WEBP"))
        file.writestr("thumbnails/../../escaped.webp", b"outside")
    return to


def check_sets(run, images, to, pictures):
    rows = silver.silver_rows(*silver.read_run(run), silver.pictures_of(run, images))
    silver.write(rows, to)
    table = pq.read_table(to / "silver.parquet")
    assert json.loads(table.schema.metadata[b"huggingface"])["info"]["features"]["image"] == {"_type": "Image"}
    read = table.to_pylist()
    assert [row["image"]["bytes"] for row in read] == pictures, "the pictures are others"
    for row in read:
        assert Image.open(io.BytesIO(row["image"]["bytes"])).size == (8, 8)
    wanted = {"round": 2, "silver": "3", "confidence": 0.9, "voter": "base", "seed": 9, "run": "calm-otter-1"}
    wanted |= {"model": "SmolVLM-256M-Instruct", "question": "How many?", "question_type": "numerical", "kept": True}
    assert [row["id"] for row in read] == ["q-aa", "q-bb"], "not the kept rows"
    for row in read:
        assert {key: row[key] for key in wanted} == wanted, f"{row['id']} says {row}"
        assert row["prompt"].startswith("How many?") and row["prompt"].endswith(silver.SMOLVLM_DECLINE)
    lines = [json.loads(line) for line in (to / "silver.jsonl").read_text().splitlines()]
    assert [{k: v for k, v in line.items() if k != "picture"} for line in lines] == [
        {k: v for k, v in row.items() if k != "image"} for row in read
    ], "JSONL and Parquet differ"
    every = silver.silver_rows(*silver.read_run(run), silver.pictures_of(run, images), every=True)
    assert [(row["id"], row["drop_reason"]) for row in every][-1] == ("q-low", "band")


def refused(work, said):
    try:
        work()
    except SystemExit as left:
        assert said in str(left), f"it said {left}"
    else:
        raise AssertionError(f"nothing was refused where {said!r} should have been said")


def main():
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        images = folder / "images"
        files = [picture(at, "PNG") for at in range(2)]
        for name, content in zip(NAMES.values(), files):
            (images / name).parent.mkdir(parents=True, exist_ok=True)
            (images / name).write_bytes(content)
        write_run(folder / "run", *run_of())
        check_sets(folder / "run", images, folder / "set", files)
        packed = pack_run(folder / "run.visplay", *run_of())
        check_sets(packed, images, folder / "set-2", files)
        check_sets(packed, None, folder / "set-3", [picture(100 + at, "WEBP") for at in range(2)])
        assert not list(folder.rglob("escaped.webp")), "a zip wrote outside of its folder"
        print("silver sets are read back with their pictures and where they come from")

        (folder / "secret.png").write_bytes(b"not of the run")
        for name in ("../secret.png", str(folder / "secret.png"), "..", ""):
            header, events = run_of(pictures=[{"id": key, "name": name} for key in NAMES])
            refused(lambda: silver.silver_rows(header, events, images), "is not in")
        for at, name in enumerate(["a\nrm -rf .", "$(id)", "", None]):
            write_run(folder / f"bad-{at}", *run_of(runId=name))
            refused(lambda: silver.read_run(folder / f"bad-{at}"), "is no run")
        silver.MOST, most = 100, silver.MOST
        refused(lambda: silver.read_run(packed), "at most 100 are read")
        # Each of the two would do, and both are too many.
        silver.MOST = 1 + max(len(picture(100 + at, "WEBP")) for at in range(2))
        refused(lambda: silver.pictures_of(packed, None), f"at most {silver.MOST} are read")
        silver.MOST = most
        refused(lambda: silver.pictures_of(folder / "run", None), "holds no pictures")
        refused(lambda: silver.reasoner_of(packed, None, None), "export those of the reasoner")
        print("what leads out of the folder, commands and bombs are refused")


if __name__ == "__main__":
    main()
