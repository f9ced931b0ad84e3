"""Reads messages out of requests: as JSON, or as a form with `payload_json` and files beside it.

Source: https://discord.com/developers/docs/resources/message#create-message
"""

from aiohttp import BodyPartReader

from fairlead_simulator.body import Body, BodyError, anything, flag, integer, items, mapping, snowflake, text
from fairlead_simulator.interactions.components import components
from fairlead_simulator.jsonvalue import Json
from fairlead_simulator.messages import Draft
from fairlead_simulator.rest.call import Call, decode_body
from fairlead_simulator.rest.embeds import embeds
from fairlead_simulator.rest.errors import ApiError, ErrorCode
from fairlead_simulator.world.model import Attachment

MAX_CONTENT = 2_000
MAX_FILE_BYTES = 10 << 20
_MAX_STICKERS = 3


def parse_draft(value: Json, path: tuple[str, ...] = ()) -> Draft:
    """Read what a message is to say; fields that are null clear what an edited message says.

    Raises:
        BodyError: A field does not fit.
    """
    body = Body(value, path)
    reference = body.optional("message_reference", mapping)
    nonce = body.optional("nonce", anything)
    return Draft(
        content=body.optional("content", text(maximum=MAX_CONTENT), "") if "content" in body else None,
        embeds=(body.optional("embeds", embeds) or []) if "embeds" in body else None,
        components=(body.optional("components", components) or []) if "components" in body else None,
        flags=body.optional("flags", integer(0)),
        tts=body.optional("tts", flag, default=False),
        nonce=None if nonce is None else str(nonce),
        reply_to=None if reference is None else Body(reference).optional("message_id", snowflake),
        poll=body.optional("poll", mapping),
        stickers=body.optional("sticker_ids", items(snowflake, _MAX_STICKERS)) or [],
    )


def check_not_empty(draft: Draft) -> None:
    """Refuse a message that says nothing.

    Raises:
        ApiError: It does.
    """
    if draft.empty:
        raise ApiError(ErrorCode.EMPTY_MESSAGE)


def draft_of(value: Json, attachments: list[Attachment], path: tuple[str, ...] = ()) -> Draft:
    """Make a draft of a form: what its JSON says, with the files that came along.

    Raises:
        BodyError: A field does not fit.
    """
    draft = parse_draft(value, path)
    draft.attachments = attachments
    described = Body(value, path).optional("attachments", items(_described_file))
    for index, (file_id, description) in enumerate(described or []):
        # A new file is named by its place in the form, one that stays by its id.
        if file_id < len(attachments):
            attachments[file_id].description = description
        elif file_id == index:
            raise BodyError((*path, "attachments", str(index)), "ATTACHMENT_NOT_FOUND", "There is no such file")
    if described is not None:
        draft.kept_attachments = {file_id for file_id, _ in described}
    return draft


async def read_form(call: Call) -> tuple[Json, list[Attachment]]:
    """Read a request's JSON and the files that came with it.

    Raises:
        ApiError: The JSON is none.
    """
    if call.request.content_type != "multipart/form-data":
        return await call.body(), []
    value: Json = {}
    attachments: list[Attachment] = []
    reader = await call.request.multipart()
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader):
            raise ApiError(ErrorCode.INVALID_BODY)
        content = bytes(await part.read(decode=True))
        if part.name == "payload_json":
            value = decode_body(content)
        else:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            attachment_id = call.simulation.snowflakes.next()
            if len(content) > MAX_FILE_BYTES:
                raise ApiError(ErrorCode.TOO_LARGE)
            attachments.append(Attachment(attachment_id, part.filename or "file", len(content), kind))
    return value, attachments


def _described_file(value: Json, path: tuple[str, ...]) -> tuple[int, str | None]:
    body = Body(value, path)
    return body.required("id", snowflake), body.optional("description", text(maximum=1024))
