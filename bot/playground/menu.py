"""Command menus: where each is kept, and which one a person sees in a chat."""

import re

from bot.playground.errors import bad_request
from bot.playground.json_values import Json, decode
from bot.playground.parameters import Parameters
from bot.playground.people import GROUP
from bot.playground.world import World

_SCOPES = frozenset(
    {
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
    }
    | {"chat_member"}
)
_LANGUAGE = re.compile("[a-z]{2}|")


def command_key(call: Parameters) -> str:
    """Return the setting that holds the menu of a call's scope and language."""
    scope = call.json_object("scope", "BotCommandScope")
    kind = scope.get("type", "default")
    if kind not in _SCOPES:
        raise bad_request("Can't parse BotCommandScope: Unsupported type specified")
    if not _LANGUAGE.fullmatch(call.text("language_code")):
        raise bad_request("Invalid language code specified")
    place = ":".join(str(scope[part]) for part in ("chat_id", "user_id") if part in scope)
    return f"commands:{kind}:{place}:{call.text('language_code')}"


def menu(world: World, chat_id: int, language: str) -> Json:
    """Return the commands that a chat offers: narrowest scope first, the person's language first."""
    scopes = [f"chat:{chat_id}", "all_group_chats:" if chat_id == GROUP else "all_private_chats:", "default:"]
    for scope in scopes:
        for code in (language[:2], ""):
            commands = decode(world.store.setting(f"commands:{scope}:{code}") or "[]")
            if commands:
                return commands
    return []
