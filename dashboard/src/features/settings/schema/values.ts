import { isObject, type Json, same } from "./json";
import { type Node, resolved } from "./node";
import { leastNumber } from "./numbers";
import { shapeOf } from "./shape";
import { isText } from "./strings";

/** A value to begin with: the default of the schema, or the least that has its form. */
export function blank(node: Node): Json {
  const { schema } = resolved(node);
  if (schema.default !== undefined) return schema.default;
  const shape = shapeOf(node);
  switch (shape.kind) {
    case "text":
    case "place":
    case "moment":
      return "";
    case "duration":
      return "PT0S";
    case "decimal":
      return String(leastNumber(shape.minimum, shape.maximum));
    case "number":
      return leastNumber(shape.minimum, shape.maximum);
    case "toggle":
      return false;
    case "nothing":
    case "optional":
    case "json":
      return null;
    case "constant":
      return shape.value;
    case "choice":
      return shape.choices[0]?.value ?? null;
    case "object":
      return Object.fromEntries(shape.fields.map((field) => [field.name, blank(field.node)]));
    case "list":
      return Array.from({ length: shape.minItems }, () => blank(shape.item));
    case "tuple":
      return shape.items.map(blank);
    case "map":
      return {};
    case "union":
      return shape.options[0] === undefined ? null : blank(shape.options[0].node);
  }
}

/** Whether a value has the form that a schema asks for; limits are the API's to check. */
export function hasForm(node: Node, value: Json): boolean {
  const shape = shapeOf(node);
  switch (shape.kind) {
    case "text":
    case "place":
    case "moment":
    case "duration":
    case "decimal":
      return isText(shape, value);
    case "number":
      return typeof value === "number" && (!shape.integer || Number.isInteger(value));
    case "toggle":
      return typeof value === "boolean";
    case "nothing":
      return value === null;
    case "json":
      return true;
    case "constant":
      return same(shape.value, value);
    case "choice":
      return shape.choices.some((choice) => same(choice.value, value));
    case "optional":
      return value === null || hasForm(shape.inner, value);
    case "object":
      return (
        isObject(value) &&
        Object.keys(value).every((name) => shape.fields.some((field) => field.name === name)) &&
        shape.fields.every((field) => {
          const inner = value[field.name];
          return inner === undefined
            ? resolved(field.node).schema.default !== undefined
            : hasForm(field.node, inner);
        })
      );
    case "list":
      return Array.isArray(value) && value.every((item) => hasForm(shape.item, item as Json));
    case "tuple":
      return (
        Array.isArray(value) &&
        value.length === shape.items.length &&
        shape.items.every((item, place) => hasForm(item, value[place] as Json))
      );
    case "map":
      return isObject(value) && Object.values(value).every((item) => hasForm(shape.value, item));
    case "union":
      return shape.options.some((option) => hasForm(option.node, value));
  }
}

/** Which of several forms a value has; the first where it has none. */
export function optionOf(options: readonly { readonly node: Node }[], value: Json): number {
  return Math.max(
    0,
    options.findIndex((option) => hasForm(option.node, value)),
  );
}
