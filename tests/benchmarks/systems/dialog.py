"""aiogram with aiogram-dialog as its quick start builds a bot: windows, and a storage in memory."""

import asyncio
from typing import Final

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.kbd import Button, Row, SwitchTo
from aiogram_dialog.widgets.text import Const
from aiohttp import web

from tests.benchmarks.messages import SECRET, TOKEN
from tests.benchmarks.systems.cards import FIXED_ROW, peer_cards
from tests.benchmarks.systems.orders import Orders

PATH: Final = "/webhook"


class Circle(StatesGroup):
    """The steps."""

    hear = State()
    echo = State()
    choose = State()


STATES: Final = (Circle.hear, Circle.echo, Circle.choose)


def window(place: int) -> Window:
    card, following = peer_cards()[place], STATES[(place + 1) % len(STATES)]
    answers = [
        SwitchTo(Const(label), id=f"answer{each}", state=following) for each, label in enumerate(card.answers)
    ]
    fixed = [Button(Const(label), id=f"fixed{each}") for each, label in enumerate(FIXED_ROW)]
    return Window(Const(card.text), Row(*answers[:2]), Row(*answers[2:]), Row(*fixed), state=STATES[place])


async def start(message: Message, dialog_manager: DialogManager) -> None:
    """Show the first window."""
    del message
    await dialog_manager.start(Circle.hear, mode=StartMode.RESET_STACK)


def dispatcher() -> Dispatcher:
    built = Dispatcher(storage=MemoryStorage())
    built.message.register(start, CommandStart())
    built.include_router(Dialog(*(window(place) for place in range(len(STATES)))))
    setup_dialogs(built)
    return built


def bot_of(orders: Orders) -> Bot:
    session = AiohttpSession(api=TelegramAPIServer.from_base(orders.address))
    return Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))


def run(orders: Orders) -> None:
    """Run the program until it is killed."""
    bot, built = bot_of(orders), dispatcher()
    if orders.mode == "polling":
        asyncio.run(built.start_polling(bot))
        return
    application = web.Application()
    SimpleRequestHandler(built, bot, secret_token=SECRET).register(application, path=PATH)
    setup_application(application, built, bot=bot)

    async def hook() -> None:
        await bot.set_webhook(f"http://127.0.0.1:{orders.port}{PATH}", secret_token=SECRET)

    built.startup.register(hook)
    web.run_app(application, host="127.0.0.1", port=orders.port, print=None)
