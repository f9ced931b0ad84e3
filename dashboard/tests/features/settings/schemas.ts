import fc from "fast-check";

import type { Json, JsonObject } from "@/features/settings/schema/json";

/** A schema and a value that fits it. */
export interface Case {
  readonly schema: JsonObject;
  readonly value: Json;
}

const text = fc.string({ maxLength: 12 });

const leaf: fc.Arbitrary<Case> = fc.oneof(
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
