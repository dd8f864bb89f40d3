"""Format 1 to 2: conditions are text instead of mappings. Never edited since its release."""

import re

from playbooks.source import Plain

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_WORDS = {"and", "or", "not", "is"}
_FIGURES = {
    "temperature",
    "minutes",
    "refusals",
    "options",
    "role",
    "has",
    "offer_open",
    "visits",
    "slot",
    "ticked",
}
"""What a bare name would mean something else by than the slot of that name."""


def lift_1_to_2(tree: dict[str, Plain]) -> dict[str, Plain]:
    """Return a playbook of format 1 in format 2; ``tree`` stays as it is.

    What is no condition of format 1 is left for the shape of format 2 to refuse.
    """
    steps = tree.get("steps")
    lifted = {**tree, "format": 2}
    if isinstance(steps, list):
        lifted["steps"] = [_step(step) for step in steps]
    return lifted


def _step(step: Plain) -> Plain:
    if not isinstance(step, dict) or not isinstance(choices := step.get("choices"), list):
        return step
    return {**step, "choices": [_choice(choice) for choice in choices]}


def _choice(choice: Plain) -> Plain:
    if not isinstance(choice, dict) or not isinstance(when := choice.get("when"), dict):
        return choice
    said = said_of(when)
    return choice if said is None else {**choice, "when": said}


def said_of(clause: Plain) -> str | None:
    """Return a condition of format 1 as text, or none when it is none."""
    match clause:
        case {"slot": str(name), "is": str(value), **others} if not others:
            return _slot(name.strip(), "is", value.strip())
        case {"not": {"slot": str(name), "is": str(value), **others}, **more} if not others and not more:
            return _slot(name.strip(), "is not", value.strip())
        case {"not": {"temperature_at_most": int(level), **others}, **more} if not others and not more:
            return f"temperature > {level}"
        case {"not": inner, **others} if not others:
            said = said_of(inner)
            return None if said is None else f"not {_bracketed(inner, said)}"
        case {"all": [*parts], **others} if not others:
            return _joined(parts, " and ")
        case {"any": [*parts], **others} if not others:
            return _joined(parts, " or ")
        case _:
            return _single(clause)


def _single(clause: Plain) -> str | None:
    match clause:
        case {"temperature_at_most": int(level), **others} if not others and not isinstance(level, bool):
            return f"temperature <= {level}"
        case {"has": str(what), **others} if not others and _NAME.fullmatch(what.strip()):
            return f"has({what.strip()})"
        case {"options_picked": int(least), **others} if not others and not isinstance(least, bool):
            return f"options >= {least}"
        case {"offer_open": int(place), **others} if not others and not isinstance(place, bool):
            return f"offer_open({place})"
        case _:
            return None


def _slot(name: str, how: str, value: str) -> str | None:
    if _NAME.fullmatch(name) is None or name in _WORDS:
        return None
    named = f"slot({name})" if name in _FIGURES else name
    if _NAME.fullmatch(value) and value not in _WORDS:
        return f"{named} {how} {value}"
    quote = '"' if "'" in value else "'"
    return None if not value or quote in value else f"{named} {how} {quote}{value}{quote}"


def _joined(parts: list[Plain], joint: str) -> str | None:
    said = [said_of(part) for part in parts]
    if not said or None in said:
        return None
    if len(said) == 1:
        return said[0]
    return joint.join(_bracketed(part, each or "") for part, each in zip(parts, said, strict=True))


def _bracketed(clause: Plain, said: str) -> str:
    """Put what is joined in brackets, so that it stays one thing within another."""
    is_joined = isinstance(clause, dict) and ("all" in clause or "any" in clause)
    return f"({said})" if is_joined and (" and " in said or " or " in said) else said
