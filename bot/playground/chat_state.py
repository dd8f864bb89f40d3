"""What the chat page shows: a chat since a version, and who there is to be."""

from datetime import timedelta

from bot.playground.json_values import JsonObject
from bot.playground.menu import menu
from bot.playground.message_table import StoredMessage
from bot.playground.people import GROUP, GROUP_TITLE, PEOPLE, Person
from bot.playground.wishes import Wish
from bot.playground.world import World

_SHOWN_TAPS = timedelta(minutes=1)


def people(world: World) -> JsonObject:
    """Return everybody, the bot and the group."""
    return {
        "people": [_person(world, person) for person in PEOPLE],
        "bot": world.bot(),
        "group": {"id": GROUP, "title": GROUP_TITLE},
        "version": world.store.version(),
    }


def chat_state(world: World, wish: Wish) -> JsonObject:
    """Return a chat as a person sees it: what changed after the version `after`, and what holds now."""
    person, chat_id, after = wish.person(), wish.chat_id(), wish.integer("after", 0)
    now = world.clock()
    taps = world.store.taps.changed(chat_id, after, now - _SHOWN_TAPS)
    language = world.language(person.id)
    return {
        "version": world.store.version(),
        "chat": world.chat(chat_id),
        "person": _person(world, person),
        "bot": world.bot(),
        "typing": world.hub.typing(chat_id, now),
        "commands": menu(world, chat_id, language),
        "description": _described(world, language),
        "messages": [_message(message) for message in world.store.messages.changed(chat_id, after)],
        "taps": [tap.as_json() for tap in taps if tap.person_id == person.id],
    }


def _person(world: World, person: Person) -> JsonObject:
    return {
        "id": person.id,
        "role": person.role,
        "name": person.name,
        "english_name": person.english_name,
        "language_code": world.language(person.id),
        "started": world.has_started(person.id),
        "blocked": world.has_blocked(person.id),
    }


def _described(world: World, language: str) -> str:
    return world.store.setting(f"description:{language[:2]}") or world.store.setting("description:")


def _message(message: StoredMessage) -> JsonObject:
    return {
        "message_id": message.message_id,
        "by_bot": message.by_bot,
        "deleted": message.deleted,
        "revision": message.revision,
        "version": message.version,
        "body": message.body,
    }
