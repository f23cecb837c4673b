"""Plain words for what `dateline explain` prints: codes in, the words of `legend.yaml` out.

A code that the legend does not know stays as it is, so that nothing is hidden.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

MENTION = {"first.": "first mention: ", "any.": "one mention: "}
ANSWERS = {"True": "yes", "False": "no", "None": "none"}
_FEATURE = re.compile(r"([A-Za-z_.]*[A-Za-z_])?(.*)", re.DOTALL)
_REASON = re.compile(r"[+-]\S+")


@cache
def legend() -> dict[str, Any]:
    text = files(__package__).joinpath("legend.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return found


def explain_missing(code: str) -> str:
    """
    >>> explain_missing("no_place_in_report")
    'the report names no place'
    """
    return str(legend()["missing"].get(code, code))


def explain_rule(rule: str) -> str:
    """The rule's id and what it means; a model's question.

    >>> explain_rule("model:focus")
    'model focus: is it the news of the report?'
    >>> explain_rule("done:at_least")
    'done:at_least (people as the object of the event word, number read as at_least)'
    """
    kind, _, name = rule.partition(":")
    if kind == "model" and name in legend()["asked"]:
        return f"model {name}: {legend()['asked'][name]}"
    known = [start for start in legend()["rules"] if rule.startswith(start)]
    if not known:
        return rule
    start = max(known, key=len)
    rest = f" {rule.removeprefix(start)}" if start.endswith(":") else ""
    return f"{rule} ({legend()['rules'][start]}{rest})"


def explain_feature(feature: str) -> str:
    """
    >>> explain_feature("first.own_toll:True"), explain_feature("gap<1&type:armed_clash")
    ('first mention: a toll in its clause: yes', 'sentences between it and the event: 0, type: armed clash')
    """
    return ", ".join(_part(part) for part in feature.split("&"))


def _part(part: str) -> str:
    lead = next((words for start, words in MENTION.items() if part.startswith(start)), "")
    bare = part.split(".", 1)[1] if lead else part
    match = _FEATURE.fullmatch(bare)
    name, value = (match[1] or "", match[2]) if match else (bare, "")
    known = legend()["features"]
    words = known.get(name) or (known["time_"] if name.startswith("time_") else None)
    if words is None:
        return part if value or name not in ("noun", "verb") else name
    if words is known["time_"]:
        value = f":{name.removeprefix('time_')}{value}"
    return lead + str(words).replace("{}", _value(value))


def _value(text: str) -> str:
    """ ":True" -> yes, "<3" -> under 3, ">=3" -> 3 or more."""
    if text == "<1":
        return "0"
    if text.startswith(">="):
        return f"{text[2:]} or more"
    if text.startswith("<"):
        return f"under {text[1:]}"
    bare = text.removeprefix(":")
    return ANSWERS.get(bare, bare.replace("_", " ").replace(":", ", "))


def split_note(note: str) -> tuple[list[str], list[str], str]:
    """What spoke for, what spoke against, and the rest of a note.

    >>> split_note("+in_title -listed:False; means: gazetteer")
    (['in the title'], ['on the actor list: no'], 'means: gazetteer')
    """
    speaks_for: list[str] = []
    against: list[str] = []
    rest = []
    for piece in note.split("; "):
        signs = piece.split(" ")
        if not all(_REASON.fullmatch(sign) for sign in signs):
            rest.append(piece)
            continue
        for sign in signs:
            (speaks_for if sign[0] == "+" else against).append(explain_feature(sign[1:]))
    return speaks_for, against, "; ".join(rest)
