"""Payloads of messages with everything that a message can carry."""

from typing import Any

from tests.builders.gateway_payloads import Payload, Payloads


def message(make: Payloads, channel_id: str, guild_id: str | None, message_id: str) -> Payload:
    """Return a message as MESSAGE_CREATE has it; some fields are left out."""
    author = make.user()
    place: Payload = {"channel_id": channel_id} | ({"guild_id": guild_id} if guild_id else {})
    in_guild = {"member": make.member(with_user=False)} if guild_id else {}
    return {
        "id": message_id,
        **place,
        "author": author,
        "content": make.word(),
        "timestamp": make.time(),
        "edited_timestamp": make.maybe(make.time()),
        "type": make.number(9),
        "tts": make.flag(),
        "mention_everyone": make.flag(),
        "mentions": [make.user() | (make.some(member=make.member(with_user=False)) if guild_id else {})],
        "mention_roles": make.ids(50, 5),
        "attachments": [_attachment(make)][: make.number(2)],
        "embeds": [_embed(make)][: make.number(2)],
        **make.some(**in_guild, **_extras(make, place)),
    }


def update(make: Payloads, channel_id: str, guild_id: str | None, message_id: str) -> Payload:
    """Return what MESSAGE_UPDATE says: the whole message again."""
    return message(make, channel_id, guild_id, message_id) | {"edited_timestamp": make.time()}


def _extras(make: Payloads, place: Payload) -> dict[str, Any]:
    resolved = {
        "id": make.message_id(),
        "channel_id": make.channel_id(),
        "author": make.user(),
        "content": make.word(),
        "type": 0,
        "mentions": [],
    }
    reference = {
        "message_id": make.message_id(place.get("guild_id")),
        "guild_id": place.get("guild_id"),
        "channel_id": make.channel_id(),
    }
    interaction = {"id": "12", "type": 2, "name": "report", "user": make.user()}
    metadata: Payload = {"id": "12", "type": 2, "user": make.user(), "authorizing_integration_owners": {"0": "5"}}
    metadata |= make.some(original_response_message_id="5", interacted_message_id="6", target_user=make.user())
    metadata |= make.some(target_message_id="9", triggering_interaction_metadata=dict(metadata))
    snapshot = {
        "message": {
            "content": make.word(),
            "timestamp": make.time(),
            "edited_timestamp": None,
            "type": 0,
            "flags": 0,
            "attachments": [_attachment(make)],
            "embeds": [_embed(make)],
            "components": _components(make),
        }
    }
    return {
        "webhook_id": "55",
        "reactions": [_reaction(make)],
        "activity": {"type": 1, "party_id": "p"},
        "application": {"id": "77", "name": "n", "description": "d", "icon": "i", "cover_image": "c"},
        "application_id": "77",
        "flags": make.number(99),
        "nonce": make.maybe("abc"),
        "pinned": make.flag(),
        "position": 3,
        "sticker_items": [{"id": "9", "name": "s", "format_type": 1}],
        "components": _components(make),
        "thread": make.thread(place.get("guild_id", "1")),
        "interaction": interaction,
        "interaction_metadata": metadata,
        "message_reference": reference | {"type": make.number(2)},
        "referenced_message": make.maybe(resolved),
        "role_subscription_data": {
            "role_subscription_listing_id": "5",
            "tier_name": "t",
            "total_months_subscribed": 3,
            "is_renewal": True,
        },
        "purchase_notification": {"type": 0, "guild_product_purchase": {"listing_id": "5", "product_name": "p"}},
        "message_snapshots": [snapshot],
        "call": {"participants": ["5"], "ended_timestamp": make.maybe(make.time())},
        "poll": _poll(make),
    }


def _reaction(make: Payloads) -> Payload:
    counts = {"count": 2, "count_details": {"normal": 1, "burst": 1}, "me_burst": make.flag()}
    return counts | {"me": make.flag(), "emoji": make.emoji()}


def _attachment(make: Payloads) -> Payload:
    needed = {"id": "31", "filename": "f.png", "size": 12, "url": "https://x.test/f", "proxy_url": "https://p.test/f"}
    voice = make.some(duration_secs=1.5, waveform="AAAA", flags=4, title="t", ephemeral=True)
    return needed | voice | make.some(width=3, height=4, content_type="image/png", description="d")


def _embed(make: Payloads) -> Payload:
    image = {"url": "https://x.test/i.png", "proxy_url": "https://p.test/i.png", "width": 1, "height": 2}
    named = {"name": "n", "url": "https://x.test"}
    fields = [{"name": "a", "value": "b", "inline": make.flag()}]
    return {"type": "rich"} | make.some(
        title=make.word(),
        description="d",
        url="https://x.test",
        timestamp=make.time(),
        color=make.number(99),
        footer={"text": "f"},
        image=image,
        thumbnail=image,
        video=image,
        provider=named,
        author=named,
        fields=fields,
        flags=1,
    )


def _poll(make: Payloads) -> Payload:
    answers = [{"answer_id": n, "poll_media": {"text": f"{n}", "emoji": make.emoji()}} for n in (1, 2)]
    results = {"is_finalized": make.flag(), "answer_counts": [{"id": 1, "count": 3, "me_voted": True}]}
    return {
        "question": {"text": "why?"},
        "answers": answers,
        "expiry": make.time(),
        "allow_multiselect": make.flag(),
        "layout_type": 1,
        **make.some(results=results),
    }


def _components(make: Payloads) -> list[Payload]:
    media = {"url": "https://x.test/i.png", "proxy_url": "https://p.test/i", "width": 1, "height": 2, "flags": 1}
    text = {"type": 10, "id": 4, "content": make.word()}
    button = {"type": 2, "style": 1, "custom_id": "b", "label": "l", "emoji": make.emoji(), "disabled": make.flag()}
    options = [{"label": "l", "value": "v", "description": "d", "emoji": make.emoji(), "default": True}]
    menu = {"type": 3, "custom_id": "m", "placeholder": "p", "options": options, "min_values": 0, "max_values": 2}
    channels = {
        "type": 8,
        "custom_id": "c",
        "channel_types": [0, 2],
        "default_values": [{"id": "5", "type": "channel"}],
    }
    section = {"type": 9, "components": [text], "accessory": {"type": 11, "media": media, "description": "d"}}
    gallery = {"type": 12, "items": [{"media": media, "description": "d", "spoiler": True}]}
    file = {"type": 13, "file": media, "spoiler": False, "name": "f", "size": 3}
    separator = {"type": 14, "spacing": 2, "divider": True}
    container = {"type": 17, "components": [section, text, separator], "accent_color": 5, "spoiler": False}
    rows = [{"type": 1, "id": 1, "components": [part]} for part in (button, menu, channels)]
    inputs = {"type": 1, "components": [{"type": 4, "custom_id": "t", "style": 1, "label": "l"}]}
    return [part for part in (*rows, inputs, container, gallery, file, section) if make.flag()]
