import { isObject, type JsonObject } from "./json";

/** A JSON schema, as Pydantic writes one for a settings class. */
export type Schema = JsonObject;

/** A schema together with the definitions that its references name. */
export interface Node {
  readonly schema: Schema;
  readonly definitions: JsonObject;
}

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
