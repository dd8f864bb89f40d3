"""python-telegram-bot as its documentation builds a bot: ConversationHandler, PicklePersistence, HTTPX."""

import warnings
from collections.abc import Callable, Coroutine
from typing import Any, Final

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    PicklePersistence,
)
from telegram.warnings import PTBUserWarning

from tests.benchmarks.messages import TOKEN
from tests.benchmarks.systems.cards import FIXED_ROW, PeerCard, peer_cards
from tests.benchmarks.systems.orders import Orders

CARDS: Final = peer_cards()
CONCURRENT: Final = "concurrent"
Handler = Callable[[Update, Any], Coroutine[Any, Any, int]]


def markup(card: PeerCard) -> InlineKeyboardMarkup:
    answers = [
        InlineKeyboardButton(label, callback_data=f"answer:{place}")
        for place, label in enumerate(card.answers)
    ]
    fixed = [
        InlineKeyboardButton(label, callback_data=f"fixed:{place}") for place, label in enumerate(FIXED_ROW)
    ]
    return InlineKeyboardMarkup([answers[:2], answers[2:], fixed])


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Send the first card."""
    del context
    message = update.message
    assert isinstance(message, Message)
    await message.reply_text(CARDS[0].text, parse_mode=ParseMode.HTML, reply_markup=markup(CARDS[0]))
    return 0


def walking(place: int) -> Handler:
    """Return what a tap at this step does: note the answer, answer the tap, show the next card."""
    following = (place + 1) % len(CARDS)

    async def walk(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        query = update.callback_query
        assert isinstance(query, CallbackQuery)
        assert context.user_data is not None
        context.user_data[place] = query.data
        await query.answer()
        card = CARDS[following]
        await query.edit_message_text(card.text, parse_mode=ParseMode.HTML, reply_markup=markup(card))
        return following

    return walk


def application(orders: Orders) -> "Application[Any, Any, Any, Any, Any, Any]":
    """Build it; the documentation wants updates one by one where there is a ConversationHandler."""
    builder = Application.builder().token(TOKEN).base_url(f"{orders.address}/bot")
    builder = builder.persistence(PicklePersistence(f"{orders.folder}/conversations.pickle"))
    built = builder.concurrent_updates(orders.variant == CONCURRENT).build()
    states: dict[object, list[CallbackQueryHandler[Any, Any]]] = {
        place: [CallbackQueryHandler(walking(place), pattern="^answer:")] for place in range(len(CARDS))
    }
    conversation = ConversationHandler(
        entry_points=[CommandHandler("start", start)],
        states=states,  # type: ignore[arg-type]
        fallbacks=[],
        name="circle",
        persistent=True,
    )
    built.add_handler(conversation)
    return built


def run(orders: Orders) -> None:
    """Run the program until it is killed."""
    warnings.simplefilter("ignore", PTBUserWarning)  # that it was told to handle updates side by side
    application(orders).run_polling()
