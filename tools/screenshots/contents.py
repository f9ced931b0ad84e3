"""What the database of the fleet in the pictures has that only time would bring."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Final

import asyncpg

from fairlead_shared.database.names import BotSchema
from tools.screenshots.waiting import until

type Connection = asyncpg.Connection

DAYS: Final = 30
"""For so many days language models were asked."""
_MODELS: Final = (
    ("openai", "gpt-5-mini", 0.9),
    ("anthropic", "claude-haiku-4-5", 0.6),
    ("google", "gemini-3-flash", 0.4),
)
"""Each with how often it is asked."""
_PRICES: Final = {"openai": ("0.00025", "0.002"), "anthropic": ("0.001", "0.005"), "google": ("0.0003", "0.0025")}
"""US dollars per 1,000 tokens in and out."""
_COGS: Final = ("assistant", "moderation", "summaries")


async def fill(postgres: str, bot: str, user_id: int, guilds: Sequence[int], friends: Sequence[int]) -> None:
    """Give a user access to guilds, and friends to the first of them; have models been asked there.

    Args:
        postgres: PostgreSQL, as its administrator.
        bot: The bot.
        user_id: Who gets access.
        friends: To whom the user gave access.
        guilds: Where; it is waited until the bot has noted them.

    Raises:
        TimeoutError: It has not within five minutes.
    """
    connection: Connection = await asyncpg.connect(postgres)
    try:
        await connection.execute(f'SET search_path TO "{BotSchema.of_bot(bot).name}"')
        await until(partial(_noted, connection, guilds))
        await connection.executemany(
            "INSERT INTO authorized_users (guild_id, user_id, granted_by_user_id)"
            " SELECT guild_id, $2, added_by_user_id FROM guilds WHERE guild_id = $1 ON CONFLICT DO NOTHING",
            [(guild, user_id) for guild in guilds],
        )
        await connection.executemany(
            "INSERT INTO authorized_users (guild_id, user_id, granted_by_user_id) VALUES ($1, $2, $3)",
            [(guilds[0], friend, user_id) for friend in friends],
        )
        await _ask_models(connection, guilds)
    finally:
        await connection.close()


async def _noted(connection: Connection, guilds: Sequence[int]) -> bool:
    count = await connection.fetchval("SELECT count(*) FROM guilds WHERE guild_id = any($1)", guilds)
    return bool(count == len(guilds))


async def _ask_models(connection: Connection, guilds: Sequence[int]) -> None:
    source = random.Random(17)
    now = datetime.now(UTC)
    rows: list[tuple[object, ...]] = []
    for day in range(DAYS):
        for provider, model, often in _MODELS:
            for _ in range(int(source.gauss(40, 8) * often * (1 + day / DAYS))):
                at = now - timedelta(days=DAYS - 1 - day, seconds=source.randrange(86_400))
                tokens = source.randrange(200, 4_000), source.randrange(50, 900)
                prices = [Decimal(price) for price in _PRICES[provider]]
                cost = sum((count * price / 1_000 for count, price in zip(tokens, prices, strict=True)), Decimal(0))
                cog, guild = source.choice(_COGS), source.choice(guilds)
                rows.append((guild, cog, provider, model, "complete", *tokens, sum(tokens), cost, at))
    await connection.executemany(
        "INSERT INTO llm_usage (guild_id, cog_name, provider, model, request_type, prompt_tokens, completion_tokens,"
        " total_tokens, estimated_cost_usd, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        rows,
    )
    await connection.executemany(
        "INSERT INTO llm_model_pricing (provider, model, input_cost_per_1k_tokens, output_cost_per_1k_tokens)"
        " VALUES ($1, $2, $3::text::numeric, $4::text::numeric)",
        [(provider, model, *_PRICES[provider]) for provider, model, _ in _MODELS],
    )
