"""One call of the bot: run as its method says, logged, and struck by a fault when one is drawn."""

from dataclasses import dataclass

from starlette.responses import JSONResponse, Response

from bot.playground.broken_answers import BrokenConnection, bad_gateway
from bot.playground.errors import ApiError, bad_request, too_many_requests
from bot.playground.faults import AFTER, FaultKind, Strike
from bot.playground.json_values import Json, JsonObject
from bot.playground.methods import GET_UPDATES, GET_UPDATES_KNOWN, METHODS, Method
from bot.playground.parameters import Parameters
from bot.playground.updates import get_updates
from bot.playground.world import World

_NO_ANSWER: JsonObject = {"error_code": 0, "description": "the connection was reset"}
_GATEWAY: JsonObject = {"error_code": 502, "description": "Bad Gateway"}
_NEVER_IN_REPLY = frozenset({"setwebhook", "deletewebhook", "close", "logout"})


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it came, with what stands beside it in the log."""

    name: str
    parameters: Parameters
    marks: JsonObject

    @property
    def method(self) -> Method | None:
        """Return the method of this name, None when there is none."""
        return METHODS.get(self.name.lower())

    @property
    def written(self) -> str:
        """Return the name as Telegram writes it."""
        return self.method.name if self.method else self.name

    @property
    def unknown(self) -> set[str]:
        """Return the parameters that the method does not know."""
        return self.parameters.values.keys() - (self.method.known if self.method else GET_UPDATES_KNOWN)

    @property
    def chat_id(self) -> int | None:
        """Return the chat that is named, None when none is, or none that could be."""
        try:
            return self.parameters.integer("chat_id") or None
        except ApiError:
            return None  # the method will say so, in its turn

    def struck(self, strike: Strike) -> "Call":
        """Return the call with its fault in the log."""
        return Call(self.name, self.parameters, self.marks | {"fault": strike.kind.value})


async def answer_call(world: World, name: str, parameters: Parameters) -> Response:
    """Run a call and return its answer, or what a fault makes of it."""
    is_poll = name.lower() == GET_UPDATES.lower()
    call = Call(GET_UPDATES if is_poll else name, parameters, {})
    strike = _strike(world, call) if is_poll or call.method else None
    if strike is None:
        return await _plain(world, call)
    if strike.kind not in AFTER:
        return _not_done(world, call, strike)
    answer = await _plain(world, call.struck(strike))
    plan = world.strikes.plan
    is_silent = strike.kind is FaultKind.SLOW or strike.spin % 2 == 0
    await world.hub.rest(plan.slow_seconds if plan and is_silent else 0)
    return answer if strike.kind is FaultKind.SLOW else BrokenConnection()


def run_reply(world: World, name: str, parameters: Parameters) -> None:
    """Run what came in the answer to a webhook, as Telegram does: nobody hears of the result.

    A fault that would leave the call undone leaves it undone; there is no answer to lose or to delay.
    """
    call = Call(name, parameters, {"reply": True})
    if name.lower().startswith("get") or name.lower() in _NEVER_IN_REPLY:
        _refused(world, call, bad_request("this method can't be used in a reply to a webhook"))
        return
    strike = _strike(world, call) if call.method else None
    if strike is not None and strike.kind not in AFTER:
        _not_done(world, call, strike)
        return
    try:
        _run(world, call.struck(strike) if strike else call)
    except ApiError:
        return  # it stands in the log


def _strike(world: World, call: Call) -> Strike | None:
    return world.strikes.on_call(call.written, call.chat_id, world.clock())


def _not_done(world: World, call: Call, strike: Strike) -> Response:
    """Return the answer to a call that a fault kept from being done."""
    struck = call.struck(strike)
    match strike.kind:
        case FaultKind.FLOOD:
            return _refused(world, struck, too_many_requests(strike.seconds))
        case FaultKind.SERVER_ERROR:
            return _refused(world, struck, ApiError(500, ""))
        case FaultKind.BAD_GATEWAY:
            _log(world, struck, _GATEWAY)
            return bad_gateway()
        case _:
            _log(world, struck, _NO_ANSWER)
            return BrokenConnection()


async def _plain(world: World, call: Call) -> Response:
    try:
        result = await _poll(world, call) if call.name == GET_UPDATES else _run(world, call)
    except ApiError as refusal:
        return JSONResponse(refusal.answer(), status_code=refusal.status)
    return JSONResponse({"ok": True, "result": result})


def _run(world: World, call: Call) -> Json:
    """Run a method in one transaction with its line in the log; raises ApiError when it is refused."""
    try:
        with world.store.transaction():
            result = _method(call).run(world, call.parameters)
            _add(world, call, None)
    except ApiError as refusal:
        _log(world, call, refusal.answer())
        raise
    world.hub.changed()
    return result


def _method(call: Call) -> Method:
    if call.method is None:
        raise ApiError(404, "method not found")
    return call.method


async def _poll(world: World, call: Call) -> Json:
    """Run a long poll; of these only the refused are logged, or they would fill the log."""
    try:
        return await get_updates(world, call.parameters)
    except ApiError as refusal:
        _log(world, call, refusal.answer())
        raise


def _refused(world: World, call: Call, refusal: ApiError) -> Response:
    _log(world, call, refusal.answer())
    return JSONResponse(refusal.answer(), status_code=refusal.status)


def _log(world: World, call: Call, refusal: JsonObject) -> None:
    with world.store.transaction():
        _add(world, call, refusal)
    if "fault" in call.marks:
        world.hub.changed()


def _add(world: World, call: Call, refusal: JsonObject | None) -> None:
    unknown = sorted(call.unknown) if call.method or call.name == GET_UPDATES else []
    world.store.calls.add(call.written, call.parameters, unknown, refusal, world.clock(), call.marks)
    if "fault" in call.marks:
        world.store.count("version")
