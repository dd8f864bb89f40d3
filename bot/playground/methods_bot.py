"""The methods about the bot itself, its chats, its commands, and its answers to taps."""

import re

from bot.playground.addressing import chat_id_of
from bot.playground.errors import bad_request
from bot.playground.json_values import Json, JsonObject, decode, encode
from bot.playground.limits import (
    CALLBACK_ANSWER_CHARACTERS,
    COMMAND_CHARACTERS,
    COMMAND_DESCRIPTION_CHARACTERS,
    COMMANDS,
    QUERY_LIFETIME,
)
from bot.playground.menu import command_key
from bot.playground.parameters import Parameters
from bot.playground.people import GROUP
from bot.playground.world import World

_ACTIONS = re.compile(
    "typing|choose_sticker|find_location|(upload|record)_(video|voice|audio|video_note)|upload_(photo|document)"
)
_COMMAND = re.compile(rf"[a-z0-9_]{{1,{COMMAND_CHARACTERS}}}")
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def get_me(world: World, call: Parameters) -> Json:
    """Return the bot."""
    del call
    return {
        **world.bot(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_chat(world: World, call: Parameters) -> Json:
    """Return what is known of a chat."""
    chat_id = chat_id_of(world, call)
    return {
        **world.chat(chat_id),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
        **({"permissions": {"can_send_messages": True}} if chat_id == GROUP else {}),
    }


def send_chat_action(world: World, call: Parameters) -> Json:
    """Show for a few seconds that the bot is writing."""
    action = call.text("action").lower()
    if not _ACTIONS.fullmatch(action):
        raise bad_request("Wrong parameter action in request")
    chat_id = chat_id_of(world, call)
    world.hub.start_typing(chat_id, action, world.clock())
    world.store.count("version")
    return True


def answer_callback_query(world: World, call: Parameters) -> Json:
    """Answer a tap, once and within 15 seconds."""
    text = call.text("text")
    if len(text) > CALLBACK_ANSWER_CHARACTERS:
        raise bad_request("MESSAGE_TOO_LONG")
    tap = world.store.taps.get(call.text("callback_query_id"))
    age = world.clock().timestamp() - tap.made_at if tap else 0
    if tap is None or tap.answer is not None or age > QUERY_LIFETIME.total_seconds():
        raise bad_request(_TOO_OLD)
    answer: JsonObject = {"text": text, "show_alert": call.flag("show_alert")}
    world.store.taps.answer(tap, answer)
    return True


def set_my_commands(world: World, call: Parameters) -> Json:
    """Set the command menu of a scope and a language."""
    commands = call.json("commands", "commands")
    key = command_key(call)
    if commands is not None and not isinstance(commands, list):
        raise bad_request("Expected an Array of BotCommand")
    checked = [_command(command) for command in commands or []]
    if len(checked) > COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.store.set_setting(key, encode(checked))
    world.store.count("version")
    return True


def get_my_commands(world: World, call: Parameters) -> Json:
    """Return the command menu of exactly this scope and language."""
    return decode(world.store.setting(command_key(call)) or "[]")


def delete_my_commands(world: World, call: Parameters) -> Json:
    """Take the command menu of a scope and a language away."""
    world.store.set_setting(command_key(call), "")
    world.store.count("version")
    return True


def set_my_name(world: World, call: Parameters) -> Json:
    """Set the bot's name."""
    return _remember(world, call, "name")


def set_my_description(world: World, call: Parameters) -> Json:
    """Set the text that an empty chat shows."""
    return _remember(world, call, "description")


def set_my_short_description(world: World, call: Parameters) -> Json:
    """Set the text of the bot's profile."""
    return _remember(world, call, "short_description")


def _remember(world: World, call: Parameters, name: str) -> bool:
    world.store.set_setting(f"{name}:{call.text('language_code')}", call.text(name))
    world.store.count("version")
    return True


def _command(command: Json) -> JsonObject:
    if not isinstance(command, dict):
        raise bad_request("Can't parse BotCommand: expected an Object")
    name, description = command.get("command"), command.get("description")
    if not isinstance(name, str) or not isinstance(description, str):
        missing = "description" if isinstance(name, str) else "command"
        raise bad_request(f"Can't parse BotCommand: Can't find field \"{missing}\"")
    name = name.removeprefix("/")
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= COMMAND_DESCRIPTION_CHARACTERS:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}
