"""One store belongs to one bot: message ids of another bot's chats would lead to wrong cards."""

from storage.errors import AnotherBotError


def refuse_another(owner: int, bot: int) -> None:
    """Do nothing if ``bot`` is the ``owner`` of the store (Telegram user ids).

    Raises:
        AnotherBotError: it is not.
    """
    if owner != bot:
        msg = (
            f"this database was written by bot {owner}, and the token given now is that of bot {bot}: "
            f"give the token of bot {owner}, or name another database in HEJIE_DB for bot {bot}"
        )
        raise AnotherBotError(msg)
