import { isObject, type Json } from "./json";
import { choiceLabel, fieldLabel, titleOf } from "./labels";
import { type Node, resolved, type Schema } from "./node";
import { type NumberShape, numberIn, numberOf } from "./numbers";
import { stringOf, type StringShape } from "./strings";

/** One value of several that are allowed. */
export interface Choice {
  readonly value: Json;
  readonly label: string;
}

/** A field of an object. */
export interface FieldOf {
  readonly name: string;
  readonly label: string;
  readonly description: string | null;
  readonly node: Node;
}

/** What a schema asks a person for; what is within comes as nodes, since a class may have itself within. */
export type Shape =
  | StringShape
  | NumberShape
  | { readonly kind: "toggle" }
  | { readonly kind: "nothing" }
  | { readonly kind: "constant"; readonly value: Json }
  | { readonly kind: "choice"; readonly choices: readonly Choice[] }
  | { readonly kind: "optional"; readonly inner: Node }
  | { readonly kind: "object"; readonly fields: readonly FieldOf[] }
  | {
      readonly kind: "list";
      readonly item: Node;
      readonly minItems: number;
      readonly maxItems: number | null;
      readonly unique: boolean;
    }
  | { readonly kind: "tuple"; readonly items: readonly Node[] }
  | { readonly kind: "map"; readonly keys: Node; readonly value: Node }
  | { readonly kind: "union"; readonly options: readonly { readonly label: string; readonly node: Node }[] }
  | { readonly kind: "json" };

/** What a list asks for. */
export type ListShape = Extract<Shape, { kind: "list" }>;

type Within = (inner: Json | undefined) => Node;

/**
 * Reads what a schema asks for. What no field can ask for is asked for as JSON.
 *
 * Source: https://json-schema.org/draft/2020-12/json-schema-validation, as far as Pydantic writes it
 */
export function shapeOf(node: Node): Shape {
  const { schema, definitions } = resolved(node);
  const within: Within = (inner) => ({ schema: isObject(inner) ? inner : {}, definitions });
  if ("const" in schema) return { kind: "constant", value: schema.const ?? null };
  if (Array.isArray(schema.enum)) return choiceOf(schema.enum as readonly Json[]);
  const options = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(options)) return unionOf((options as readonly Json[]).map(within));
  switch (schema.type) {
    case "string":
      return stringOf(schema);
    case "integer":
    case "number":
      return numberOf(schema, schema.type === "integer");
    case "boolean":
      return { kind: "toggle" };
    case "null":
      return { kind: "nothing" };
    case "array":
      return listOf(schema, within);
    case "object":
      return isObject(schema.properties) ? objectOf(schema.properties, within) : mapOf(schema, within);
    default:
      return { kind: "json" };
  }
}

function choiceOf(values: readonly Json[]): Shape {
  return { kind: "choice", choices: values.map((value) => ({ value, label: choiceLabel(value) })) };
}

function unionOf(options: readonly Node[]): Shape {
  if (options.length === 1 && options[0] !== undefined) return shapeOf(options[0]);
  const [filled, empty] = [
    options.filter((option) => shapeOf(option).kind !== "nothing"),
    options.some((option) => shapeOf(option).kind === "nothing"),
  ];
  if (empty) {
    const [only] = filled;
    if (only === undefined) return { kind: "nothing" };
    const { definitions } = only;
    const inner =
      filled.length === 1 ? only : { schema: { anyOf: filled.map((node) => node.schema) }, definitions };
    return { kind: "optional", inner };
  }
  const constants = filled.map((option) => shapeOf(option));
  if (constants.every((shape) => shape.kind === "constant"))
    return choiceOf(constants.map((shape) => shape.value));
  return { kind: "union", options: filled.map((node) => ({ label: titleOf(node), node })) };
}

function listOf(schema: Schema, within: Within): Shape {
  if (Array.isArray(schema.prefixItems)) return { kind: "tuple", items: schema.prefixItems.map(within) };
  return {
    kind: "list",
    item: within(schema.items),
    minItems: numberIn(schema.minItems) ?? 0,
    maxItems: numberIn(schema.maxItems),
    unique: schema.uniqueItems === true,
  };
}

/** A table; Pydantic says what its names look like in one of two places. */
function mapOf(schema: Schema, within: Within): Shape {
  const names = isObject(schema.propertyNames) ? schema.propertyNames : {};
  const [pattern, byPattern] = isObject(schema.patternProperties)
    ? (Object.entries(schema.patternProperties)[0] ?? [])
    : [];
  const value = byPattern ?? schema.additionalProperties;
  if (!isObject(value)) return { kind: "json" };
  const keys = { type: "string", ...(pattern === undefined ? {} : { pattern }), ...names };
  return { kind: "map", keys: within(keys), value: within(value) };
}

function objectOf(properties: Schema, within: Within): Shape {
  return {
    kind: "object",
    fields: Object.entries(properties).map(([name, property]) => {
      const node = within(property);
      const { description } = resolved(node).schema;
      return {
        name,
        // The title of a class is not that of a field: two fields may have the same class.
        label: fieldLabel(name, node.schema.title),
        description: typeof description === "string" ? description : null,
        node,
      };
    }),
  };
}
