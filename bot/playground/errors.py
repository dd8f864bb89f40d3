"""The ways in which this server says no, worded as Telegram words them."""

from bot.playground.json_values import JsonObject

_PREFIXES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    413: "Request Entity Too Large",
}


class ApiError(Exception):
    """A call was refused; `status` is the HTTP status, `description` Telegram's sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.description = _described(_PREFIXES[status], message)

    def answer(self) -> JsonObject:
        """Return the body that goes out instead of a result."""
        return {"ok": False, "error_code": self.status, "description": self.description}


class PersonError(Exception):
    """A person on the chat page asked for something that Telegram's app would not offer."""


def bad_request(message: str) -> ApiError:
    """Refuse a call with 400 and `Bad Request: <message>`."""
    return ApiError(400, message)


def forbidden(message: str) -> ApiError:
    """Refuse a call with 403 and `Forbidden: <message>`."""
    return ApiError(403, message)


def _described(prefix: str, message: str) -> str:
    """Join prefix and message; the first letter falls to lower case unless it opens a code."""
    if not message:
        return prefix
    if message[1:2] == "_" or message[1:2].isupper():
        return f"{prefix}: {message}"
    return f"{prefix}: {message[0].lower()}{message[1:]}"
