import type { Values } from "../merge";
import { isObject, type Json } from "./json";
import { type Node, rootOf, type Schema } from "./node";
import { shapeOf } from "./shape";
import { optionOf } from "./values";

const PREFIX = "body.";

/**
 * Finds the field that shows each fault of a refused request.
 *
 * @param faults what is wrong, by the API's paths, which name the branch of a union as well.
 */
export function faultsOf(
  faults: ReadonlyMap<string, string>,
  schemas: Readonly<Record<string, Schema>>,
  values: Values,
): ReadonlyMap<string, string> {
  const placed = new Map<string, string>();
  for (const [path, message] of faults) {
    const [key = "", ...rest] = (path.startsWith(PREFIX) ? path.slice(PREFIX.length) : path).split(".");
    const schema = schemas[key];
    const field = schema === undefined ? key : follow(rootOf(schema), values[key] ?? {}, rest, key);
    const other = placed.get(field);
    placed.set(field, other === undefined || other === message ? message : `${other}; ${message}`);
  }
  return placed;
}

/** Goes as far along a path as there are fields. */
function follow(node: Node, value: Json, path: readonly string[], at: string): string {
  const [name, ...rest] = path;
  if (name === undefined) return at;
  const shape = shapeOf(node);
  switch (shape.kind) {
    case "optional":
      return follow(shape.inner, value, path, at);
    case "object": {
      const inner = shape.fields.find((field) => field.name === name)?.node;
      return inner === undefined
        ? at
        : enter(inner, isObject(value) ? value[name] : undefined, rest, at, name);
    }
    case "list":
      return isShownWhole(shape.item) || !/^\d+$/u.test(name)
        ? at
        : enter(shape.item, itemOf(value, name), rest, at, name);
    case "tuple": {
      const inner = shape.items[Number(name)];
      return inner === undefined ? at : enter(inner, itemOf(value, name), rest, at, name);
    }
    case "map": {
      const whole = path.join(".");
      const key = Object.keys(isObject(value) ? value : {}).find((k) => `${whole}.`.startsWith(`${k}.`)); // has dots itself
      if (key === undefined || !isObject(value)) return at;
      return enter(shape.value, value[key], path.slice(key.split(".").length), at, key);
    }
    case "union": {
      const option = shape.options[optionOf(shape.options, value)];
      return option === undefined ? at : follow(option.node, value, rest, at); // the first is the branch
    }
    default:
      return at;
  }
}

function enter(
  node: Node,
  value: Json | undefined,
  rest: readonly string[],
  at: string,
  name: string,
): string {
  const { kind } = shapeOf(node);
  return kind === "constant" || kind === "nothing" ? at : follow(node, value ?? null, rest, `${at}.${name}`);
}

/** Whether the items of a list have no fields of their own. */
function isShownWhole(item: Node): boolean {
  const { kind } = shapeOf(item);
  return kind === "place" || kind === "choice";
}

function itemOf(value: Json, place: string): Json | undefined {
  return Array.isArray(value) ? (value[Number(place)] as Json | undefined) : undefined;
}
