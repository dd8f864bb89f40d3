"""The methods about the webhook, and which kinds of updates the bot wants."""

import re

from bot.playground.errors import bad_request
from bot.playground.json_values import Json, decode, encode
from bot.playground.limits import WEBHOOK_SECRET_CHARACTERS
from bot.playground.parameters import Parameters
from bot.playground.webhook import forget_error, last_error
from bot.playground.world import World

_SECRET = re.compile(rf"[A-Za-z0-9_-]{{0,{WEBHOOK_SECRET_CHARACTERS}}}")


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
