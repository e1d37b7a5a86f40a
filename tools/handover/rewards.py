"""The reasoner's reward, once in Python: the twin of src/rewards/answerReward.ts with type-aware matching.

Standard library only, so that TRL, verl and anything else can import it. tools/handover/vectors.json holds what the
TypeScript gives (written and checked by src/rewards/handover.test.ts);

    python tools/handover/rewards.py

compares this file with it and exits with 1 where they differ. verl calls `compute_score`, TRL `silver_reward`.
"""

import json
import re
import sys
from pathlib import Path

TOLERANCE = 0.05
WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
UNANSWERABLE = re.compile(
    r"(?:unanswerable|un-?known|n/?a|not answerable|(?:it )?(?:cannot|can't|can not) be (?:answered|determined)"
    r"|cannot tell|not enough information)"
)
NUMBER = re.compile(
    r"([-+]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+))(?:\s*/\s*([0-9]+(?:\.[0-9]+)?))?(?:\s*[a-z°]+(?:\^?[23²³])?)?"
)
THINKS_THEN_BOXES = re.compile(r"\s*<think>.*</think>.*\\boxed\{.*\}[^{}]*", re.S)


def boxed(text):
    """The content of the last box, braces matched by depth; None where there is none or it does not close."""
    opening = "\\boxed{"
    start = text.rfind(opening)
    if start < 0:
        return None
    begin = start + len(opening)
    depth = 1
    for at in range(begin, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return text[begin:at].strip()
    return None


AROUND = "*_`\"'“”$ \t\n\r"
SAID = re.compile(
    r"(?:^|[\s*_\"(])(?:final[ \t]+answer|(?:correct|right)[ \t]+(?:answer|option|choice)|(?:the|my)[ \t]+answer|answer)"
    r"[*_\"]{0,3}[ \t]*(?::|=|\bis\b[ \t]*:?)",
    re.I | re.A,
)
REFUSED = re.compile(r"(?:can't|cannot|can not|could not|couldn't|not|to)[ \t]*\Z", re.I)
ROLES = re.compile(r"\A(?:\s*(?:assistant|reasoner)[ \t]*:)+", re.I)


def bare(text):
    return text.lstrip(AROUND).rstrip(AROUND + ".")


def last_said(text):
    for found in reversed(list(SAID.finditer(text))):
        if REFUSED.search(text[max(0, found.start() - 12) : found.start() + 1]):
            continue
        rest = text[found.end() :].lstrip("*_\" \t\n\r")
        line = rest.split("\n", 1)[0]
        option = bare(line if re.match(r"\(?[A-H][.)]\s+\S", rest) else re.split(r"[.!?]\s", line, maxsplit=1)[0])
        if option and len(option.split()) <= 12:
            return option
    start = text.lower().rfind("<answer>")
    content = bare(re.split(r"<|\n", text[start + 8 :], maxsplit=1)[0]) if start >= 0 else ""
    return content if content and len(content.split()) <= 12 else None


def answer_in(text, form):
    """The answer that a text gives, as `answerIn` (src/votes/answerIn.ts): in a box, or also as SmolVLM says it."""
    in_box = boxed(text)
    if form == "box" or in_box:
        return in_box
    end = text[-8000:]
    opened = next((line for line in reversed(end.split("\n")) if "\\boxed" in line), "")
    cut = re.search(r"\\boxed\s*\{([^{}\n]*)\Z", opened)
    if cut and bare(cut[1]):
        return bare(cut[1])
    said = last_said(end)
    if said is not None or len(text) > 8000 or SAID.search(end):
        return said
    reply = bare(ROLES.sub("", end))
    few = reply and "\n" not in reply and len(reply.split()) <= 5
    return reply if few and not re.search(r"[?<>{}]", reply) and re.search(r"[^\W_]", reply) else None


def plain(text):
    text = re.sub(r"\\text\s*\{([^{}]*)\}", r"\1", text.strip().lower())
    text = re.sub(r"^(?:the|an?)\s+", "", text)
    return re.sub(r"\s+", " ", re.sub(r"[.!\s]+\Z", "", text))


def is_unanswerable(answer):
    return UNANSWERABLE.fullmatch(plain(answer)) is not None


def option_of(answer, kind):
    text = re.sub(r"^(?:option|choice|answer)\b[\s:]*", "", answer.strip(), flags=re.I | re.A)
    end = r"\b" if kind == "multiple choice" else r"(?:[.,;:!]|\Z)"
    verdict = re.match(rf"(yes|no|true|false){end}", text, re.I | re.A)
    if verdict:
        word = verdict[1].lower()
        return {"true": "yes", "false": "no"}.get(word, word)
    letter = re.fullmatch(r"\(?([a-h])\)?", text, re.I) or re.match(r"(?:\(([A-H])\)|([A-H])[.:)])(?:\s|\Z)", text)
    if letter is None and kind == "multiple choice":
        letter = re.match(r"([A-H])\s", text)
    return next(group for group in letter.groups() if group).upper() if letter else None


def number_of(answer):
    text = re.sub(r"\\?[$%€£]", "", answer.strip().lower()).replace("−", "-")
    text = re.sub(r"([0-9]),(?=[0-9]{3}(?![0-9]))", r"\1", text)
    text = re.sub(r"[.\s]+\Z", "", text).strip()
    if text in WORDS:
        return WORDS.index(text)
    found = NUMBER.fullmatch(text)
    if not found or float(found[2] or 1) == 0:
        return None
    return float(found[1]) / float(found[2] or 1)


def same_answer(answer, reference, kind):
    """Whether two answers say the same, as `sameAnswer(..., 'type-aware', kind)`."""
    if answer == reference:
        return True
    declines = is_unanswerable(answer), is_unanswerable(reference)
    if any(declines):
        return all(declines)
    if kind in ("multiple choice", None):
        options = option_of(answer, kind), option_of(reference, kind)
        if None not in options:
            return options[0] == options[1]
    a, b = number_of(answer), number_of(reference)
    if a is not None and b is not None:
        return a == b or (kind == "regression" and abs(a - b) <= TOLERANCE * abs(b))
    return plain(answer) == plain(reference) != ""


def answer_reward(text, label, kind, format_weight=0.0, form="box"):
    """The total of `answerReward`: (1 - w) for the right answer, w for a think block before it."""
    extracted = answer_in(text, form)
    correct = bool(extracted) and same_answer(extracted, label, kind)
    thinks = THINKS_THEN_BOXES.fullmatch(re.sub(r"\s*([<>/])\s*", r"\1", text)) is not None
    return (1 - format_weight) * float(correct) + format_weight * float(thinks)


def until(text, stops):
    """What stands before the first of some texts, after which nothing belongs to an answer (src/questioner/family.ts)."""
    found = [at for at in (text.find(stop) for stop in stops if stop) if at >= 0]
    return text[: min(found)] if found else text


def silver_reward(completions, silver, question_type, format_weight=None, answer_form=None, stops=None, **_):
    """A reward function of TRL: completions as texts or as conversations; columns of the silver set beside them."""
    texts = [c if isinstance(c, str) else "".join(turn["content"] if isinstance(turn["content"], str) else "".join(p.get("text", "") for p in turn["content"]) for turn in c) for c in completions]
    weights = format_weight or [0.0] * len(texts)
    forms = answer_form or ["box"] * len(texts)
    said = [until(text, ends or []) for text, ends in zip(texts, stops or [[]] * len(texts))]
    return [answer_reward(t, s, k, w, f) for t, s, k, w, f in zip(said, silver, question_type, weights, forms)]


def compute_score(data_source, solution_str, ground_truth, extra_info=None, **_):
    """A reward function of verl (`custom_reward_function`), which names its arguments and may bring more of them."""
    extra = extra_info or {}
    said = until(solution_str, extra.get("stops") or [])
    return answer_reward(said, ground_truth, extra.get("question_type"), extra.get("format_weight", 0.0), extra.get("answer_form", "box"))


def main():
    vectors = json.loads((Path(__file__).parent / "vectors.json").read_text())
    wrong = 0
    for vector in vectors:
        form = vector.get("form", "box")
        found = answer_reward(vector["text"], vector["label"], vector["type"], vector["formatWeight"], form)
        if abs(found - vector["total"]) > 1e-12 or answer_in(vector["text"], form) != vector["extracted"]:
            wrong += 1
            print("differs:", vector, found, answer_in(vector["text"], form))
    print(f"{len(vectors)} vectors, {wrong} differ")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
