"""The endpoint of pictures."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Response

from fairlead_api.access.policies import PictureViewer
from fairlead_api.discord.cdn import MEDIA_TYPE, PictureKind
from fairlead_api.prefix import API
from fairlead_api.resources import ResourcesDep
from fairlead_api.snowflake import Snowflake
from fairlead_shared.errors import NotFoundError

CACHE: Final = "private, max-age=31536000, immutable"
"""How long a browser keeps a picture: a year, as another one has another hash (RFC 8246)."""

PictureHash = Annotated[
    str,
    Path(
        pattern="^(a_)?[0-9a-f]{32}$",
        description="Discord's hash of the picture, such as `avatar` of a user.",
        examples=["f9bb9c4af2b9c32a2c5ee0014661546d"],
    ),
]

router = APIRouter(prefix=f"{API}/pictures", tags=["pictures"])


class Picture(Response):
    """An answer that is a picture."""

    media_type = MEDIA_TYPE


@router.get(
    "/{kind}/{owner_id}/{picture}",
    dependencies=[PictureViewer],
    response_class=Picture,
    responses={404: {}, 502: {}},
)
async def get_picture(
    kind: PictureKind, owner_id: Annotated[Snowflake, Path()], picture: PictureHash, resources: ResourcesDep
) -> Picture:
    """Return the picture of a user or a guild, 128 pixels wide and high."""
    found = await resources.cdn.picture(kind, owner_id, picture)
    if found is None:
        raise NotFoundError("There is no such picture, or there is another one by now.")
    return Picture(found, headers={"Cache-Control": CACHE})
