"""A second opinion on a call to the Bot API, from sources that the bot does not know.

Names and types come from aiogram's models, lengths and counts from python-telegram-bot's constants, the
tags of a text from the Bot API itself. Nothing is imported from what is judged.
"""

from collections.abc import Iterator, Mapping

from tests.oracle import limits, shapes
from tests.oracle.models import FILE, METHODS, Model, model


def complaints(method: str, parameters: Mapping[str, str], uploads: int = 0) -> list[str]:
    """Return what is wrong with a call, an empty list when nothing is.

    `parameters` are texts as they went over the wire, nested values as JSON; `uploads` is how many files came
    along. A complaint names the method and the field, never a word of what was said.
    """
    known = model(METHODS, method)
    if known is None:
        return [f"{method}: is no method of the Bot API"]
    name = known.name[0].lower() + known.name[1:]
    return [f"{name}.{each}" for each in _complaints(name, known, parameters, uploads)]


def _complaints(method: str, known: Model, parameters: Mapping[str, str], uploads: int) -> Iterator[str]:
    values: dict[str, object] = {}
    missing = known.required - parameters.keys()
    uploaded = [each for each in missing if any(kind.name == FILE for kind in known.fields[each].kinds)]
    yield from (f"{each}: is missing" for each in sorted(missing.difference(uploaded[:uploads])))
    for name, text in parameters.items():
        field = known.fields.get(name)
        if field is None:
            yield f"{name}: is no parameter of it"
            continue
        try:
            values[name] = shapes.read(text, field.kinds)
        except ValueError:
            yield f"{name}: is no JSON"
            continue
        yield from shapes.of_parameter(name, values[name], field.kinds)
    yield from limits.complaints(method, values)
