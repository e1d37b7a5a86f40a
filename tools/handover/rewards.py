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


def answer_reward(text, label, kind, format_weight=0.0):
    """The total of `answerReward`: (1 - w) for the right box, w for a think block before it."""
    extracted = boxed(text)
    correct = bool(extracted) and same_answer(extracted, label, kind)
    thinks = THINKS_THEN_BOXES.fullmatch(re.sub(r"\s*([<>/])\s*", r"\1", text)) is not None
    return (1 - format_weight) * float(correct) + format_weight * float(thinks)


def silver_reward(completions, silver, question_type, format_weight=None, **_):
    """A reward function of TRL: completions as texts or as conversations; columns of the silver set beside them."""
    texts = [c if isinstance(c, str) else "".join(turn["content"] if isinstance(turn["content"], str) else "".join(p.get("text", "") for p in turn["content"]) for turn in c) for c in completions]
    weights = format_weight or [0.0] * len(texts)
    return [answer_reward(t, s, k, w) for t, s, k, w in zip(texts, silver, question_type, weights)]


def compute_score(data_source, solution_str, ground_truth, extra_info=None):
    """A reward function of verl (`custom_reward_function`)."""
    extra = extra_info or {}
    return answer_reward(solution_str, ground_truth, extra.get("question_type"), extra.get("format_weight", 0.0))


def main():
    vectors = json.loads((Path(__file__).parent / "vectors.json").read_text())
    wrong = 0
    for vector in vectors:
        found = answer_reward(vector["text"], vector["label"], vector["type"], vector["formatWeight"])
        if abs(found - vector["total"]) > 1e-12 or boxed(vector["text"]) != vector["extracted"]:
            wrong += 1
            print("differs:", vector, found, boxed(vector["text"]))
    print(f"{len(vectors)} vectors, {wrong} differ")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
