import pytest

from fairlead_simulator.body import BodyError
from fairlead_simulator.interactions import components
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.rest.embeds import embeds
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world.model import Guild
from tests.unit.fairlead_simulator.simulations import first_guild


@pytest.fixture
def guild(simulation: Simulation) -> Guild:
    return first_guild(simulation)


def row(*inner: Json) -> JsonObject:
    return {"type": 1, "components": [*inner]}


def button(name: str, **more: Json) -> JsonObject:
    return {"type": 2, "style": 1, "label": name, "custom_id": name, **more}


def text_input(name: str, **more: Json) -> JsonObject:
    return {"type": 4, "style": 1, "label": name, "custom_id": name, **more}


def test_components_without_an_id_are_numbered_around_those_that_have_one():
    taken = components.components([row(button("a", id=2), button("b")), row(button("c"))], ())
    numbers = [found["id"] for name in "abc" if (found := components.find(taken, name)) is not None]
    assert numbers == [2, 3, 5]
    assert components.custom_ids(taken) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "wrong",
    [
        [row(button("a"), button("a"))],
        [row(button("x" * 101))],
        [row(button(""))],
        [row()] * 41,
        "nothing",
        ["nothing"],
    ],
)
def test_components_that_cannot_be_are_refused(wrong: Json):
    with pytest.raises(BodyError):
        components.components(wrong, ("components",))


def test_a_component_deep_inside_is_found():
    section: JsonObject = {"type": 9, "components": [], "accessory": button("deep")}
    taken = components.components([{"type": 17, "components": [section]}], ())
    assert components.find(taken, "deep") is not None
    assert components.find(taken, "other") is None


@pytest.mark.parametrize("more", [{"disabled": True}, {"style": 5}, {"style": 6}])
def test_a_button_that_cannot_be_pressed_is_not(guild: Guild, more: JsonObject):
    with pytest.raises(BodyError):
        components.used(guild, button("a", id=1) | more, [])


def test_pressing_a_button_says_which(guild: Guild):
    assert components.used(guild, button("a", id=1), []) == {"id": 1, "custom_id": "a", "component_type": 2}


@pytest.mark.parametrize(("kind", "resolved"), [(5, {"users", "members"}), (6, {"roles"}), (8, {"channels"})])
def test_a_select_resolves_what_was_chosen(guild: Guild, kind: int, resolved: set[str]):
    chosen = {5: guild.owner_id, 6: guild.id, 8: guild.text_channel().id}[kind]
    data = components.used(guild, {"type": kind, "id": 1, "custom_id": "s"}, [chosen])
    assert data["values"] == [str(chosen)]
    found = data["resolved"]
    assert isinstance(found, dict)
    assert set(found) == resolved


def test_a_mentionable_may_be_a_user_or_a_role(guild: Guild):
    select: JsonObject = {"type": 7, "id": 1, "custom_id": "s", "max_values": 2}
    data = components.used(guild, select, [guild.owner_id, guild.id])
    assert data["values"] == [str(guild.owner_id), str(guild.id)]


@pytest.mark.parametrize("kind", [1, 4])
def test_nothing_is_chosen_in_what_is_no_select(guild: Guild, kind: int):
    with pytest.raises(BodyError):
        components.used(guild, {"type": kind, "id": 1, "custom_id": "s"}, ["x"])


def test_what_was_typed_keeps_the_form_of_the_modal():
    rows = components.components([row(text_input("a")), row(text_input("b", required=False))], ())
    filled = components.typed(rows, {"a": "x"})
    assert filled == [
        {"type": 1, "id": 1, "components": [{"type": 4, "id": 2, "custom_id": "a", "value": "x"}]},
        {"type": 1, "id": 3, "components": [{"type": 4, "id": 4, "custom_id": "b", "value": ""}]},
    ]


def test_an_input_in_a_label_is_filled_in():
    label: JsonObject = {"type": 18, "label": "A", "component": text_input("a")}
    (filled,) = components.typed(components.components([label], ()), {"a": "x"})
    assert filled == {"type": 18, "id": 1, "component": {"type": 4, "id": 2, "custom_id": "a", "value": "x"}}


def test_an_input_that_nobody_touches_keeps_its_text():
    (filled,) = components.typed(components.components([row(text_input("a", value="old"))], ()), {})
    assert isinstance(filled, dict)
    assert "old" in str(filled)


def test_embeds_are_marked_as_rich_and_their_fields_completed():
    (taken,) = embeds([{"title": "t", "fields": [{"name": "n", "value": "v"}]}], ())
    assert taken == {"type": "rich", "title": "t", "fields": [{"name": "n", "value": "v", "inline": False}]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "x" * 257},
        {"description": "x" * 4097},
        {"color": 1 << 24},
        {"footer": {"text": "x" * 2049}},
        {"author": {"name": "x" * 257}},
        {"fields": [{"name": "n"}]},
        {"fields": [{"name": "n", "value": "v"}] * 26},
        {"description": "x" * 4096, "footer": {"text": "x" * 1905}},
    ],
)
def test_an_embed_beyond_the_limits_is_refused(wrong: JsonObject):
    with pytest.raises(BodyError):
        embeds([wrong], ("embeds",))
