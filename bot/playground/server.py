"""The whole playground as one web application: Bot API, chat API and chat page."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.playground.bot_api import bot_routes
from bot.playground.delivery import Delivery
from bot.playground.errors import ApiError
from bot.playground.faults import FaultPlan
from bot.playground.guard import LocalOnly
from bot.playground.hub import Hub
from bot.playground.person_api import person_routes
from bot.playground.store import Store
from bot.playground.strikes import Strikes
from bot.playground.webhook import TELEGRAMS, Pace
from bot.playground.world import DEFAULT_TOKEN, Clock, World, system_clock

_PAGE = Path(__file__).parent / "page"


def create_app(
    store: Store,
    *,
    clock: Clock = system_clock,
    token: str = DEFAULT_TOKEN,
    faults: FaultPlan | None = None,
    pace: Pace = TELEGRAMS,
) -> Starlette:
    """Return the application for one bot.

    `store` stays the caller's to close, after the application has stopped. `clock` gives aware UTC times
    and decides how old a tap or an update is; waiting itself follows the event loop. `token` has Telegram's
    form `<digits>:<35 characters>`. `faults` strike from the start; a person may change them on the page.
    `pace` is that of the deliveries to a webhook, which run while the application is served.
    """
    world = World(store, Hub(), clock, token, Strikes(faults))
    routes = [
        Route("/", _index),
        Mount("/page", StaticFiles(directory=_PAGE, check_dir=False)),
        *person_routes(world),
        *bot_routes(world),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(LocalOnly)], exception_handlers={404: _not_found})
    app.state.hub = world.hub
    app.state.delivery = Delivery(world, pace)
    return app


def hub_of(app: Starlette) -> Hub:
    """Return the hub of an application that `create_app` made; raises TypeError for any other."""
    hub = getattr(app.state, "hub", None)
    if not isinstance(hub, Hub):
        raise TypeError("this application is no playground")
    return hub


async def _index(request: Request) -> Response:
    del request
    return FileResponse(_PAGE / "index.html", headers={"Cache-Control": "no-cache"})


async def _not_found(request: Request, cause: Exception) -> Response:
    del request, cause
    return JSONResponse(ApiError(404, "").answer(), status_code=404)
