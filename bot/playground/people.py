"""The invented people of the playground, their group, and the bot that they talk to."""

from dataclasses import dataclass
from typing import Final

from bot.playground.json_values import JsonObject

CHINESE: Final = "zh-hans"
ENGLISH: Final = "en"
GROUP: Final = -1_001_000_007_001
GROUP_TITLE: Final = "投诉一组（演示）"
BOT_USERNAME: Final = "hejie_playground_bot"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who talks to the bot; the private chat with them has the same id."""

    id: int
    role: str
    name: str
    english_name: str
    username: str

    def called(self, language: str) -> str:
        """Return the name that Telegram would show for this language."""
        return self.english_name if language == ENGLISH else self.name

    def user(self, language: str) -> JsonObject:
        """Return the Bot API's User."""
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.called(language),
            "username": self.username,
            "language_code": language,
        }


PEOPLE: Final = (
    Person(7001, "agent", "林晓", "Lin Xiao", "demo_linxiao"),
    Person(7002, "supervisor", "周敏", "Zhou Min", "demo_zhoumin"),
    Person(7003, "trainer", "何老师", "Teacher He", "demo_helaoshi"),
    Person(7004, "agent", "陈一", "Chen Yi", "demo_chenyi"),
    Person(7005, "admin", "高主任", "Director Gao", "demo_gaozhuren"),
    Person(7099, "stranger", "路人", "Passer-by", "demo_luren"),
)
CROWD: Final = range(8001, 8201)
"""Ids of extras, agents all: for tests that need many people; the page does not show them."""


def person_by_id(person_id: int) -> Person | None:
    """Return the person with this id, None when nobody has it."""
    if person_id in CROWD:
        return Person(person_id, "agent", f"群演{person_id}", f"Extra {person_id}", f"demo_{person_id}")
    return next((person for person in PEOPLE if person.id == person_id), None)


def bot_user(token: str, name: str) -> JsonObject:
    """Return the bot as a User; its id stands before the colon of the token."""
    return {"id": bot_id(token), "is_bot": True, "first_name": name, "username": BOT_USERNAME}


def bot_id(token: str) -> int:
    """Return the id that a token in Telegram's form begins with."""
    return int(token.partition(":")[0])
