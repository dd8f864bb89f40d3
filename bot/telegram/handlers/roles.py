"""Roles as people write them: by their word in either language, or by the id of the command line."""

from datetime import tzinfo
from functools import cache
from unicodedata import normalize

from bot.words import Words
from dialogs.roles import Role
from dialogs.texts import Language, Phrase


def role_called(text: str, zone: tzinfo) -> Role | None:
    """Return the role that ``text`` names; none when it names none."""
    return _called(zone).get(normalize("NFKC", text).casefold())


@cache
def _called(zone: tzinfo) -> dict[str, Role]:
    words = Words(zone)
    said = {
        words.say(Phrase(f"role.{role}"), language).casefold(): role for role in Role for language in Language
    }
    return said | {role.value: role for role in Role}
