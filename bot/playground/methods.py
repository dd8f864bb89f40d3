"""The methods of the Bot API that this server knows, each with its parameters."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.playground import methods_bot as bot
from bot.playground import methods_files as files
from bot.playground import methods_messages as messages
from bot.playground import methods_webhook as webhook
from bot.playground.json_values import Json
from bot.playground.parameters import Parameters
from bot.playground.world import World


@dataclass(frozen=True, slots=True)
class Method:
    """One method: its name as Telegram writes it, what it does, and the parameters it knows."""

    name: str
    run: Callable[[World, Parameters], Json]
    known: frozenset[str]


GET_UPDATES = "getUpdates"
GET_UPDATES_KNOWN = frozenset({"offset", "limit", "timeout", "allowed_updates"})

_SENDING = (
    "business_connection_id chat_id message_thread_id direct_messages_topic_id parse_mode "
    "disable_notification protect_content allow_paid_broadcast message_effect_id suggested_post_parameters "
    "reply_parameters reply_markup reply_to_message_id allow_sending_without_reply"
)
_EDITING = "business_connection_id chat_id message_id inline_message_id reply_markup"
_WEBHOOK = "url certificate ip_address max_connections allowed_updates drop_pending_updates secret_token"
_TEXT = "text entities link_preview_options disable_web_page_preview"
_DOCUMENT = "document thumbnail caption caption_entities disable_content_type_detection"


def _method(name: str, run: Callable[[World, Parameters], Json], known: str = "") -> Method:
    return Method(name, run, frozenset(known.split()))


_ALL = (
    _method("getMe", bot.get_me),
    _method("getChat", bot.get_chat, "chat_id"),
    _method("setWebhook", webhook.set_webhook, _WEBHOOK),
    _method("deleteWebhook", webhook.delete_webhook, "drop_pending_updates"),
    _method("getWebhookInfo", webhook.get_webhook_info),
    _method("sendMessage", messages.send_message, f"{_SENDING} {_TEXT}"),
    _method("sendDocument", files.send_document, f"{_SENDING} {_DOCUMENT}"),
    _method("getFile", files.get_file, "file_id"),
    _method("editMessageText", messages.edit_message_text, f"{_EDITING} {_TEXT} parse_mode"),
    _method("editMessageReplyMarkup", messages.edit_message_reply_markup, _EDITING),
    _method("deleteMessage", messages.delete_message, "chat_id message_id"),
    _method("deleteMessages", messages.delete_messages, "chat_id message_ids"),
    _method(
        "answerCallbackQuery",
        bot.answer_callback_query,
        "callback_query_id text show_alert url cache_time",
    ),
    _method(
        "sendChatAction", bot.send_chat_action, "business_connection_id chat_id message_thread_id action"
    ),
    _method("setMyCommands", bot.set_my_commands, "commands scope language_code"),
    _method("getMyCommands", bot.get_my_commands, "scope language_code"),
    _method("deleteMyCommands", bot.delete_my_commands, "scope language_code"),
    _method("setMyName", bot.set_my_name, "name language_code"),
    _method("setMyDescription", bot.set_my_description, "description language_code"),
    _method("setMyShortDescription", bot.set_my_short_description, "short_description language_code"),
)

METHODS: Mapping[str, Method] = {method.name.lower(): method for method in _ALL}
"""All methods by their name in lower case, as Telegram looks them up; getUpdates stands in `updates`."""
