"""What the checker found, as the command line says it: in the reader's own language, one line a finding."""

from collections.abc import Iterable

from bot.words import Words
from dialogs.render.playbooks import told_of
from dialogs.texts import Language
from playbooks.diagnostics import Diagnostic


def in_words(found: Diagnostic, words: Words, language: Language) -> str:
    """Return ``file:line:column CODE``, what is wrong, and what to do.

    The checker's own sentences are English; to others the same words are said as in the chat.
    """
    told = told_of(found.finding, language)
    if told is None:
        return str(found)
    return f"{found.file}:{found.line}:{found.column} {found.code} {words.say(told, language)}"


def as_json(found: Iterable[Diagnostic], words: Words) -> list[dict[str, str | int]]:
    """Return plain values for an editor or a build server: the checker's own, and beside them the Chinese."""
    plain: list[dict[str, str | int]] = []
    for each in found:
        told = told_of(each.finding, Language.ZH)
        plain.append({**each.as_json(), **({} if told is None else {"zh": words.say(told, Language.ZH)})})
    return plain
