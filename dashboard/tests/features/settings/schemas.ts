import fc from "fast-check";

import type { Json, JsonObject } from "@/features/settings/schema/json";

/** A schema and a value that fits it. */
export interface Case {
  readonly schema: JsonObject;
  readonly value: Json;
}

const text = fc.string({ maxLength: 12 });

const id = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String);

const moment = fc
  .date({ noInvalidDate: true, min: new Date("1970-01-01"), max: new Date("2100-01-01") })
  .map((date) => date.toISOString());

/** Texts that stand for something else, as the API writes them. */
const formatted: fc.Arbitrary<Case> = fc.oneof(
  fc
    .constantFrom("discord-channel", "discord-role", "discord-member")
    .chain((format) => id.map((value) => ({ schema: { type: "string", format }, value }))),
  moment.map((value) => ({ schema: { type: "string", format: "date-time" }, value })),
  moment.map((value) => ({ schema: { type: "string", format: "date" }, value: value.slice(0, 10) })),
  moment.map((value) => ({ schema: { type: "string", format: "time" }, value: value.slice(11, 19) })),
  fc.integer({ min: -90_000, max: 90_000_000 }).map((seconds) => ({
    schema: { type: "string", format: "duration" },
    value: `${seconds < 0 ? "-" : ""}PT${String(Math.abs(seconds))}S`,
  })),
  fc.integer().map((cents) => ({
    schema: { type: "string", format: "decimal" },
    value: (cents / 100).toFixed(2),
  })),
  fc.uuid().map((value) => ({ schema: { type: "string", format: "uuid" }, value })),
  fc.webUrl().map((value) => ({ schema: { type: "string", format: "uri", minLength: 1 }, value })),
);

const leaf: fc.Arbitrary<Case> = fc.oneof(
  formatted,
  text.map((value) => ({ schema: { type: "string" }, value })),
  fc.integer().map((value) => ({ schema: { type: "integer" }, value })),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => ({ schema: { type: "number" }, value })),
  fc.boolean().map((value) => ({ schema: { type: "boolean" }, value })),
  fc.constant({ schema: { type: "null" }, value: null }),
  text.map((value) => ({ schema: { const: value }, value })),
  fc
    .uniqueArray(text, { minLength: 1, maxLength: 4 })
    .chain((values) => fc.constantFrom(...values).map((value) => ({ schema: { enum: values }, value }))),
);

/** Schemas as Pydantic writes them, within each other, each with a value that fits. */
export const cases: fc.Arbitrary<Case> = fc.letrec<{ any: Case }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), tie("any"), { maxKeys: 4 }).map((fields) => ({
      schema: { type: "object", properties: mapped(fields, (field) => field.schema) },
      value: mapped(fields, (field) => field.value),
    })),
    tie("any").chain(({ schema, value }) =>
      fc.nat({ max: 3 }).map((count) => ({
        schema: { type: "array", items: schema },
        value: Array.from({ length: count }, () => value),
      })),
    ),
    fc.array(tie("any"), { minLength: 1, maxLength: 3 }).map((parts) => ({
      schema: { type: "array", prefixItems: parts.map((part) => part.schema) },
      value: parts.map((part) => part.value),
    })),
    fc.tuple(text, tie("any")).map(([name, { schema, value }]) => ({
      schema: { type: "object", additionalProperties: schema },
      value: { [name]: value },
    })),
    fc.tuple(id, tie("any")).map(([role, { schema, value }]) => ({
      schema: {
        type: "object",
        patternProperties: { "^[1-9][0-9]{0,18}$": schema },
        propertyNames: { format: "discord-role" },
      },
      value: { [role]: value },
    })),
    fc.uniqueArray(fc.constantFrom("a", "b", "c")).map((value) => ({
      schema: { type: "array", uniqueItems: true, items: { enum: ["a", "b", "c"] } },
      value,
    })),
    fc.tuple(tie("any"), fc.boolean()).map(([{ schema, value }, empty]) => ({
      schema: { anyOf: [schema, { type: "null" }] },
      value: empty ? null : value,
    })),
    fc.tuple(tie("any"), tie("any")).map(([one, other]) => ({
      schema: { anyOf: [one.schema, other.schema] },
      value: other.value,
    })),
  ),
})).any;

function mapped<Value, Result>(
  fields: Readonly<Record<string, Value>>,
  map: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, map(value)]));
}
