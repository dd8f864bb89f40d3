"""The methods for files: sending one, and fetching one that a person sent."""

from bot.playground.addressing import chat_id_of
from bot.playground.errors import bad_request
from bot.playground.json_values import Json, JsonObject
from bot.playground.keyboards import read_keyboard
from bot.playground.limits import CAPTION_UNITS, FILE_BYTES
from bot.playground.parameters import Parameters, Upload
from bot.playground.sending import deliver, read_formatted
from bot.playground.world import World


def send_document(world: World, call: Parameters) -> Json:
    """Send a file of at most 1 MB, or one that is already kept, by its file id."""
    document = _document(world, call)
    caption = read_formatted(
        call.text("caption"), call.text("parse_mode"), CAPTION_UNITS, "Message caption is too long"
    )
    keyboard = read_keyboard(call)
    chat_id = chat_id_of(world, call)
    content: JsonObject = {"document": document}
    if caption.text:
        content |= caption.as_json("caption", "caption_entities")
    return deliver(world, call, chat_id, content, keyboard)


def get_file(world: World, call: Parameters) -> Json:
    """Return where a file can be fetched: /file/bot<token>/<file_path>."""
    file_id = call.text("file_id")
    file = world.store.file(file_id)
    if file is None:
        raise bad_request("invalid file_id" if file_id else "file_id is not specified")
    return {
        "file_id": file_id,
        "file_unique_id": file_id.removeprefix("PLAYGROUND-"),
        "file_size": len(file.content),
        "file_path": f"files/{file_id}",
    }


def _document(world: World, call: Parameters) -> JsonObject:
    named = call.text("document")
    upload = call.files.get(named.removeprefix("attach://") or "document") or call.files.get("document")
    file_id = named if upload is None else _kept(world, upload)
    file = world.store.file(file_id)
    if file is None:
        raise bad_request(
            "Wrong file identifier/HTTP URL specified" if named else "There is no document in the request"
        )
    return {
        "file_name": file.name,
        "mime_type": file.mime,
        "file_id": file_id,
        "file_unique_id": file_id.removeprefix("PLAYGROUND-"),
        "file_size": len(file.content),
    }


def _kept(world: World, upload: Upload) -> str:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > FILE_BYTES:
        raise bad_request("file is too big")
    return world.store.keep_file(upload)
