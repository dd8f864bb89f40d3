"""A case to be written: what is known already, and a place for all that a person has to find words for."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dialogs.ids import PlaybookSlug
from dialogs.texts import Bilingual
from playbooks.limits import MAX_ID

READ_AGAIN_AFTER: Final = timedelta(days=180)
"""When somebody must have read a new case against the rules: half a year."""
_HEAD: Final = """\
# 把写着 TODO 的地方写成自己的话：不写人名、单位、地名、日子、号码。
# 写好了，把文件发回聊天；或者 hejie case check 看还缺什么，hejie case publish --by 交上去。
# 另一位主管或培训师看过，才能查到。
# Write each TODO in your own words: no name, firm, place, day or number.
# Then send the file back to the chat; or see what is left by hejie case check, and hejie case publish --by.
# It is found once another supervisor or a trainer has read it.
"""
_HOW_TO_SAY: Final = """\
# how_to_say：讲给客户听的一句，可以不写。 / how_to_say: a sentence for customers, if there is to be one.
# how_to_say: {zh: "", en: ""}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDraft:
    """A case as the program begins it; a text that begins with ``TODO`` is for a person to write."""

    scenario: PlaybookSlug
    closed_on: str
    title: Bilingual
    situation: Bilingual
    tried: Sequence[Bilingual]
    turned: Bilingual
    outcome: Bilingual
    lesson: Bilingual
    words: Bilingual | None
    law: Sequence[str]


def case_name(scenario: PlaybookSlug, closed_on: str, signs: str) -> str:
    """Return what a new case is called: its kind, its month and a few signs of chance.

    Nothing in it leads back to the call, and two cases of a month are told apart.
    """
    tail = f"-{closed_on.replace('-', '')}-{signs}"
    return scenario[: MAX_ID - len(tail)].rstrip("-") + tail


def case_text(name: str, draft: CaseDraft, today: date) -> str:
    """Return the file of a case that is called ``name``."""
    return "\n".join(
        (
            f"{_HEAD}format: 1",
            f"id: {name}",
            f"title: {_inline(draft.title)}",
            f"scenario: {draft.scenario}",
            "example: false",
            f'closed_on: "{draft.closed_on}"',
            "situation:",
            *_block(draft.situation),
            "",
            "tried:",
            *(line for each in draft.tried for line in _item(each)),
            *(
                line
                for key, words in (
                    ("turned", draft.turned),
                    ("outcome", draft.outcome),
                    ("lesson", draft.lesson),
                )
                for line in (f"{key}:", *_block(words))
            ),
            _HOW_TO_SAY.rstrip("\n"),
            *_words(draft.words),
            f"law: [{', '.join(draft.law)}]",
            f'check_by: "{today + READ_AGAIN_AFTER}"',
            "",
        )
    )


def _words(words: Bilingual | None) -> Iterator[str]:
    if words is not None:
        yield "words:"
        yield f"  zh: [{_quoted(words.zh)}]"
        yield f"  en: [{_quoted(words.en)}]"


def _item(words: Bilingual) -> Iterator[str]:
    yield f"  - zh: {_quoted(words.zh)}"
    yield f"    en: {_quoted(words.en)}"


def _block(words: Bilingual) -> Iterator[str]:
    yield f"  zh: {_quoted(words.zh)}"
    yield f"  en: {_quoted(words.en)}"


def _inline(words: Bilingual) -> str:
    return f"{{zh: {_quoted(words.zh)}, en: {_quoted(words.en)}}}"


def _quoted(text: str) -> str:
    """Quote a text as JSON does, which YAML reads alike."""
    return json.dumps(text, ensure_ascii=False)
