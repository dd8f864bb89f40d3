"""What a person on the chat page asks for: the fields of one request, checked."""

from dataclasses import dataclass

from bot.playground.errors import PersonError
from bot.playground.json_values import JsonObject
from bot.playground.people import GROUP, Person, person_by_id


@dataclass(frozen=True, slots=True)
class Wish:
    """The fields of one request; a missing or wrong one raises PersonError with a sentence that names it."""

    fields: JsonObject

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text field."""
        value = self.fields.get(name, default)
        if not isinstance(value, str):
            raise PersonError(f"{name} must be a text")
        return value

    def integer(self, name: str, default: int | None = None) -> int:
        """Return a whole number."""
        value = self.fields.get(name, default)
        if isinstance(value, str) and value.lstrip("-").isdecimal():
            return int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise PersonError(f"{name} must be a whole number")
        return value

    def number(self, name: str, default: float | None = None) -> float:
        """Return a number, whole or not."""
        value = self.fields.get(name, default)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise PersonError(f"{name} must be a number")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a yes or no."""
        value = self.fields.get(name, default)
        if not isinstance(value, bool):
            raise PersonError(f"{name} must be true or false")
        return value

    def person(self) -> Person:
        """Return who asks, from the field `person`."""
        person = person_by_id(self.integer("person"))
        if person is None:
            raise PersonError("nobody here has this id; /chat/people lists everybody")
        return person

    def chat_id(self) -> int:
        """Return the chat from the field `chat`: the group, a person's, or by default the asker's own."""
        chat_id = self.integer("chat", self.person().id)
        if chat_id != GROUP and person_by_id(chat_id) is None:
            raise PersonError("there is no such chat")
        return chat_id
