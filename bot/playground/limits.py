"""Telegram's limits that this server holds a bot to, one named constant each."""

from datetime import timedelta

TEXT_UNITS = 4096
"""UTF-16 units of a message text after its entities are parsed."""

CAPTION_UNITS = 1024
"""UTF-16 units of a caption after its entities are parsed."""

RAW_TEXT_BYTES = 32_768
"""Bytes of a text as it was sent, markup included."""

CALLBACK_DATA_BYTES = 64
"""Bytes of callback_data: about 21 Chinese characters."""

CALLBACK_ANSWER_CHARACTERS = 200
"""Characters of the toast or alert that answers a tap."""

COPY_TEXT_CHARACTERS = 256
"""Characters of a copy_text button."""

KEYBOARD_BUTTONS = 100
"""Buttons of one inline keyboard."""

ROW_BUTTONS = 8
"""Buttons in one row of an inline keyboard."""

COMMANDS = 100
"""Commands of one menu."""

COMMAND_CHARACTERS = 32
"""Characters of a command's name, of a-z, 0-9 and _."""

COMMAND_DESCRIPTION_CHARACTERS = 256
"""Characters of a command's description."""

DELETED_AT_ONCE = 100
"""Message ids that one deleteMessages call may name."""

UPDATES_AT_ONCE = 100
"""Updates that one getUpdates call may bring."""

LONG_POLL_SECONDS = 50
"""Longest wait of one getUpdates call."""

WEBHOOK_SECRET_CHARACTERS = 256
"""Characters of a webhook's secret token."""

FILE_BYTES = 1_048_576
"""Bytes of a file that this server keeps; Telegram itself takes 50 MB."""

REQUEST_BYTES = 4 * 1_048_576
"""Bytes of one request body; a larger one is refused before it is read."""

QUERY_LIFETIME = timedelta(seconds=15)
"""How long a tap may be answered before its query is too old."""

UPDATE_LIFETIME = timedelta(hours=24)
"""How long an update waits for the bot before it is dropped."""

TAP_LIFETIME = timedelta(seconds=150)
"""How long a tap waits for the bot before it is dropped; nobody waits for its answer any more."""

HELD_BACK = timedelta(seconds=1)
"""How long a fault holds an update back at most, when nothing comes that could pass it."""

DELETE_LIFETIME = timedelta(hours=48)
"""How old a message may be when the bot deletes it."""

TYPING_LIFETIME = timedelta(seconds=5)
"""How long one sendChatAction shows."""
