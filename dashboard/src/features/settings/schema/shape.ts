import { isObject, type Json, type JsonObject } from "./json";

/** A JSON schema, as Pydantic writes one for a settings class. */
export type Schema = JsonObject;

/** A schema together with the definitions that its references name. */
export interface Node {
  readonly schema: Schema;
  readonly definitions: JsonObject;
}

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
  | {
      readonly kind: "text";
      readonly minLength: number | null;
      readonly maxLength: number | null;
      readonly pattern: string | null;
      readonly format: string | null;
    }
  | {
      readonly kind: "number";
      readonly integer: boolean;
      readonly minimum: number | null;
      readonly maximum: number | null;
      readonly step: number | null;
    }
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
  | { readonly kind: "map"; readonly value: Node }
  | { readonly kind: "union"; readonly options: readonly { readonly label: string; readonly node: Node }[] }
  | { readonly kind: "json" };

/** The node of a whole schema. */
export function rootOf(schema: Schema): Node {
  return { schema, definitions: isObject(schema.$defs) ? schema.$defs : {} };
}

/** Follows references to what they name; a reference to nothing allows anything. */
export function resolved(node: Node): Node {
  let { schema } = node;
  for (const seen = new Set<string>(); typeof schema.$ref === "string";) {
    const name = schema.$ref.replace("#/$defs/", "");
    const named = node.definitions[name];
    if (seen.has(name) || !isObject(named)) return { schema: {}, definitions: node.definitions };
    seen.add(name);
    const { $ref: _, ...beside } = schema;
    schema = { ...named, ...beside };
  }
  return { schema, definitions: node.definitions };
}

/**
 * Reads what a schema asks for. What no field can ask for is asked for as JSON.
 *
 * Source: https://json-schema.org/draft/2020-12/json-schema-validation, as far as Pydantic writes it
 */
export function shapeOf(node: Node): Shape {
  const { schema, definitions } = resolved(node);
  const within = (inner: Json | undefined): Node => ({ schema: isObject(inner) ? inner : {}, definitions });
  if ("const" in schema) return { kind: "constant", value: schema.const ?? null };
  if (Array.isArray(schema.enum)) return choiceOf(schema.enum as readonly Json[]);
  const options = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(options)) return unionOf((options as readonly Json[]).map(within));
  switch (schema.type) {
    case "string":
      return {
        kind: "text",
        minLength: numberIn(schema.minLength),
        maxLength: numberIn(schema.maxLength),
        pattern: typeof schema.pattern === "string" ? schema.pattern : null,
        format: typeof schema.format === "string" ? schema.format : null,
      };
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
      return objectOf(schema, within);
    default:
      return { kind: "json" };
  }
}

function choiceOf(values: readonly Json[]): Shape {
  return { kind: "choice", choices: values.map((value) => ({ value, label: labelOf(value) })) };
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

function numberOf(schema: Schema, integer: boolean): Shape {
  const unit = integer ? 1 : 0;
  const above = numberIn(schema.exclusiveMinimum);
  const below = numberIn(schema.exclusiveMaximum);
  return {
    kind: "number",
    integer,
    minimum: numberIn(schema.minimum) ?? (above === null ? null : above + unit),
    maximum: numberIn(schema.maximum) ?? (below === null ? null : below - unit),
    step: numberIn(schema.multipleOf),
  };
}

function listOf(schema: Schema, within: (inner: Json | undefined) => Node): Shape {
  if (Array.isArray(schema.prefixItems)) return { kind: "tuple", items: schema.prefixItems.map(within) };
  return {
    kind: "list",
    item: within(schema.items),
    minItems: numberIn(schema.minItems) ?? 0,
    maxItems: numberIn(schema.maxItems),
    unique: schema.uniqueItems === true,
  };
}

function objectOf(schema: Schema, within: (inner: Json | undefined) => Node): Shape {
  if (!isObject(schema.properties)) {
    return isObject(schema.additionalProperties)
      ? { kind: "map", value: within(schema.additionalProperties) }
      : { kind: "json" };
  }
  return {
    kind: "object",
    fields: Object.entries(schema.properties).map(([name, property]) => {
      const node = within(property);
      const { description } = resolved(node).schema;
      return {
        name,
        label: fieldLabel(name, node.schema.title ?? resolved(node).schema.title),
        description: typeof description === "string" ? description : null,
        node,
      };
    }),
  };
}

/** What a field is called: as its class says, or by its name. */
export function fieldLabel(name: string, title: Json | undefined): string {
  const words = name.replaceAll("_", " ").trim();
  const byName = words.charAt(0).toUpperCase() + words.slice(1);
  const made = words.replace(/(^|\s)\S/gu, (letter) => letter.toUpperCase()); // what Pydantic makes of a name
  return typeof title === "string" && title !== made ? title : byName;
}

/** What a schema is called among others. */
export function titleOf(node: Node): string {
  const { schema } = resolved(node);
  if (typeof schema.title === "string") return schema.title;
  const names: Record<string, string> = {
    string: "Text",
    integer: "Whole number",
    number: "Number",
    boolean: "Yes or no",
    array: "List",
    object: "Table",
    null: "Nothing",
  };
  return names[String(schema.type)] ?? "Anything";
}

function labelOf(value: Json): string {
  if (typeof value !== "string") return JSON.stringify(value);
  const words = value.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function numberIn(value: Json | undefined): number | null {
  return typeof value === "number" ? value : null;
}
