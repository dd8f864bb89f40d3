"""What every part of a file's shape is made of: a strict record, and a text in both languages."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidationInfo,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from dialogs.causes import Cause
from dialogs.texts import Language
from playbooks.nearby import meant

Line = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1)]
"""A text that is not empty; white space around it does not count."""
SHARED = "phrases"
"""The key under which the texts that playbooks share stand in a validation's context."""
_BLANK = "…"


class Record(BaseModel):
    """A mapping with known keys and exact types; nothing is guessed or converted."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=False)


class Words(Record):
    """A text in both languages: ``{zh: …, en: …}``, or ``{phrase: id}`` for one that playbooks share."""

    zh: Line
    en: Line
    phrase: Line | None = None
    """The id under which playbooks share the text; it is then the whole of what is written."""

    @model_validator(mode="before")
    @classmethod
    def shared(cls, value: object, info: ValidationInfo) -> object:
        """Put the shared text in the place of its id."""
        if not isinstance(value, dict) or "phrase" not in value:
            return value
        _refuse_company(value, "phrase", "write {phrase: id} alone")
        phrase = value["phrase"]
        return {**value, **_shared(phrase, info)} if isinstance(phrase, str) else value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Say that each of the forms stands alone."""
        made = handler.resolve_ref_schema(handler(core_schema))
        fields = made.pop("properties")
        made.pop("required", None), made.pop("additionalProperties", None)
        forms = [("zh", "en"), *((name,) for name in fields if name not in {"zh", "en"})]
        made["anyOf"] = [
            {
                "type": "object",
                "properties": {name: _without_default(fields[name]) for name in form},
                "required": list(form),
                "additionalProperties": False,
            }
            for form in forms
        ]
        return made


def said(words: Words, language: Language) -> str:
    """Return a text in one language."""
    return words.zh if language is Language.ZH else words.en


class Variant(Record):
    """One way to say a line, to be compared with the others."""

    id: Line
    zh: Line
    en: Line


class Said(Words):
    """A line to say; or several ``variants`` of it, of which a call is shown one."""

    variants: Annotated[list[Variant], Field(min_length=1)] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def first(cls, value: object) -> object:
        """Let the first variant stand for the line where one line is asked for."""
        if not isinstance(value, dict) or "variants" not in value:
            return value
        _refuse_company(value, "variants", "write each text as a variant")
        variants = value["variants"]
        lead = variants[0] if isinstance(variants, list) and variants else None
        said = lead if isinstance(lead, dict) else {}
        # What is wrong with the first variant is told at its own place, once.
        return {**value, **{key: _text(said.get(key)) for key in ("zh", "en")}}


def _without_default(field: JsonSchemaValue) -> JsonSchemaValue:
    return {key: value for key, value in field.items() if key != "default"}


def _refuse_company(value: Mapping[str, object], key: str, hint: str) -> None:
    """Raise unless ``key`` is all that is written."""
    if len(value) != 1:
        words = f'"{key}" stands with something else'
        told = {"said": words, "known": hint, "cause": Cause.PB017_ALONE}
        raise PydanticCustomError("one_key", "{said}", told)


def _text(value: object) -> str:
    return value if isinstance(value, str) and value.strip() else _BLANK


def _shared(phrase: str, info: ValidationInfo) -> Mapping[str, str]:
    """Return the shared text ``phrase``."""
    context: object = info.context
    known = context.get(SHARED) if isinstance(context, dict) else None
    if not isinstance(known, dict):
        words, hint = f'the phrase "{phrase}" cannot be found', 'add "phrases" to "uses"'
        told = {"said": words, "known": hint, "cause": Cause.PB019_USES}
        raise PydanticCustomError("phrase", "{said}", told)
    if phrase not in known:
        words, hint = f'there is no phrase "{phrase}"', meant(phrase, known) or "add it to phrases.yaml"
        raise PydanticCustomError("phrase", "{said}", {"said": words, "known": hint})
    return {"zh": known[phrase].zh, "en": known[phrase].en}
