"""The methods about the bot itself, its chats, its commands, its webhook, and its answers to taps."""

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
    WEBHOOK_SECRET_CHARACTERS,
)
from bot.playground.menu import command_key
from bot.playground.parameters import Parameters
from bot.playground.people import GROUP
from bot.playground.webhook import forget_error, last_error
from bot.playground.world import World

_ACTIONS = re.compile(
    "typing|choose_sticker|find_location|(upload|record)_(video|voice|audio|video_note)|upload_(photo|document)"
)
_COMMAND = re.compile(rf"[a-z0-9_]{{1,{COMMAND_CHARACTERS}}}")
_SECRET = re.compile(rf"[A-Za-z0-9_-]{{0,{WEBHOOK_SECRET_CHARACTERS}}}")
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


def set_webhook(world: World, call: Parameters) -> Json:
    """Remember a webhook; an empty address takes it away."""
    address = call.text("url")
    if not address:
        return delete_webhook(world, call)
    if not address.startswith("https://") and not address.startswith("http://127.0.0.1"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not _SECRET.fullmatch(call.text("secret_token")):
        raise bad_request("secret token contains unallowed characters")
    if call.flag("drop_pending_updates"):
        world.store.pending.drop_all()
        world.store.held.drop_all()
    if world.store.setting("webhook") != address:
        forget_error(world)
    world.store.set_setting("webhook", address)
    world.store.set_setting("webhook_secret", call.text("secret_token"))
    world.store.set_setting("webhook_connections", str(call.integer("max_connections", 40)))
    remember_allowed_updates(world, call)
    return True


def delete_webhook(world: World, call: Parameters) -> Json:
    """Take the webhook away."""
    if call.flag("drop_pending_updates"):
        world.store.pending.drop_all()
        world.store.held.drop_all()
    forget_error(world)
    for name in ("webhook", "webhook_secret", "webhook_connections"):
        world.store.set_setting(name, "")
    return True


def get_webhook_info(world: World, call: Parameters) -> Json:
    """Return where updates are delivered and how many wait."""
    del call
    store = world.store
    store.pending.drop_old(world.clock())
    allowed = decode(store.setting("allowed_updates") or "[]")
    return {
        "url": store.setting("webhook"),
        "has_custom_certificate": False,
        "pending_update_count": store.pending.size() + store.held.size(),
        **(
            {"max_connections": int(store.setting("webhook_connections"))} if store.setting("webhook") else {}
        ),
        **last_error(world),
        **({"allowed_updates": allowed} if allowed else {}),
    }


def remember_allowed_updates(world: World, call: Parameters) -> None:
    """Remember which kinds of updates the bot wants; a call that does not say leaves it as it is."""
    if not call.text("allowed_updates"):
        return
    allowed = call.json("allowed_updates", "allowed_updates")
    if isinstance(allowed, list):
        world.store.set_setting("allowed_updates", encode(allowed))


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
