"""The ways in which this server says no, worded as Telegram words them."""

from bot.playground.json_values import JsonObject

_PREFIXES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
}


class ApiError(Exception):
    """A call was refused; `status` is the HTTP status, `description` Telegram's sentence.

    `parameters` may say more in a form that a bot can read, such as `retry_after` in seconds.
    """

    def __init__(self, status: int, message: str, parameters: JsonObject | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.parameters = parameters
        self.description = _described(_PREFIXES[status], message)

    def answer(self) -> JsonObject:
        """Return the body that goes out instead of a result."""
        answer: JsonObject = {"ok": False, "error_code": self.status, "description": self.description}
        return answer | {"parameters": self.parameters} if self.parameters else answer


def too_many_requests(seconds: int) -> ApiError:
    """Refuse a call with 429 and the seconds after which it may be made again."""
    return ApiError(429, f"retry after {seconds}", {"retry_after": seconds})


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
