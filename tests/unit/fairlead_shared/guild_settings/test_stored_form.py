"""The JSON of settings is the same in each process."""

from pydantic import BaseModel, Field

from fairlead_shared.guild_settings.model import GuildSettings
from fairlead_shared.guild_settings.stored_form import stored_form

WORDS = frozenset(f"word{number}" for number in range(40))


class Filter(BaseModel):
    words: frozenset[str] = frozenset()


class Filters(GuildSettings):
    key = "filters"

    words: set[str] = Field(default_factory=set[str])
    one: Filter = Filter()
    more: list[Filter] = Field(default_factory=list[Filter])
    by_name: dict[str, tuple[int, frozenset[str]]] = Field(default_factory=dict[str, tuple[int, frozenset[str]]])
    order: list[str] = Field(default_factory=list[str])


def test_sets_are_sorted_wherever_they_are_and_lists_stay():
    filters = Filters(
        words=set(WORDS),
        one=Filter(words=WORDS),
        more=[Filter(), Filter(words=WORDS)],
        by_name={"x": (1, WORDS)},
        order=["b", "a"],
    )
    assert stored_form(filters) == {
        "words": sorted(WORDS),
        "one": {"words": sorted(WORDS)},
        "more": [{"words": []}, {"words": sorted(WORDS)}],
        "by_name": {"x": [1, sorted(WORDS)]},
        "order": ["b", "a"],
    }
    assert Filters.model_validate(stored_form(filters)) == filters
