"""The JSON schema of a settings class, with what a form has to know that Pydantic's own does not say."""

from typing import Any, Final, override

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from fairlead_shared.guild_settings.model import GuildSettings

OFFSET: Final = "x-offset"
"""What a schema calls whether a moment has an offset from UTC: `required`, or `none`."""
_OFFSETS: Final = {"aware": "required", "naive": "none"}


class _FormSchema(GenerateJsonSchema):
    """Tells a decimal number from "a number or a text", and moments with an offset from those without."""

    @override
    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        limits = {
            "minimum": schema.get("ge"),
            "exclusiveMinimum": schema.get("gt"),
            "maximum": schema.get("le"),
            "exclusiveMaximum": schema.get("lt"),
        }
        written = {name: float(limit) for name, limit in limits.items() if limit is not None}
        return {"type": "string", "format": "decimal", **written}

    @override
    def datetime_schema(self, schema: core_schema.DatetimeSchema) -> JsonSchemaValue:
        described = super().datetime_schema(schema)
        offset = _OFFSETS.get(str(schema.get("tz_constraint")))
        return described if offset is None else {**described, OFFSET: offset}


def schema_of(settings: type[GuildSettings]) -> dict[str, Any]:  # Any: JSON Schema is JSON
    """Return the JSON schema of a class.

    Raises:
        PydanticUserError: A field has no schema.
    """
    return settings.model_json_schema(schema_generator=_FormSchema)
