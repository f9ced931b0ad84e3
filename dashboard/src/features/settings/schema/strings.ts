import type { Json } from "./json";
import type { Schema } from "./node";
import { numberIn } from "./numbers";

/** What of a server an id names. */
export type Place = "channel" | "role" | "member";

/** Everything that JSON has strings for. */
export type StringShape =
  | {
      readonly kind: "text";
      readonly minLength: number | null;
      readonly maxLength: number | null;
      readonly pattern: string | null;
      readonly format: string | null;
    }
  | { readonly kind: "place"; readonly place: Place; readonly channelKinds: readonly string[] | null }
  | { readonly kind: "moment"; readonly offset: "required" | "none" | null }
  | { readonly kind: "duration" }
  | { readonly kind: "decimal"; readonly minimum: number | null; readonly maximum: number | null };

/** What a text asks for. */
export type TextShape = Extract<StringShape, { kind: "text" }>;

/** What an id asks for. */
export type PlaceShape = Extract<StringShape, { kind: "place" }>;

const PLACES: Readonly<Record<string, Place>> = {
  "discord-channel": "channel",
  "discord-role": "role",
  "discord-member": "member",
};

/** Formats of which no text without letters is one. */
const NEVER_EMPTY = new Set(["date", "time", "uri", "email", "uuid"]);

/** An id of something on Discord. */
export const ID = /^[1-9][0-9]{0,18}$/u;

const FORMS: Readonly<Record<string, RegExp>> = {
  place: ID,
  moment: /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/u,
  duration: /^[+-]?P/u,
  decimal: /^[+-]?[\d.]/u,
  date: /^\d{4}-\d\d-\d\d$/u,
  time: /^\d\d:\d\d/u,
};

/** Reads what a schema of type `string` asks for. */
export function stringOf(schema: Schema): StringShape {
  const format = typeof schema.format === "string" ? schema.format : null;
  const place = PLACES[format ?? ""];
  if (place !== undefined) return { kind: "place", place, channelKinds: kindsIn(schema["x-channel-kinds"]) };
  if (format === "date-time") return { kind: "moment", offset: offsetIn(schema["x-offset"]) };
  if (format === "duration") return { kind: "duration" };
  if (format === "decimal") {
    const minimum = numberIn(schema.minimum) ?? numberIn(schema.exclusiveMinimum);
    const maximum = numberIn(schema.maximum) ?? numberIn(schema.exclusiveMaximum);
    return { kind: "decimal", minimum, maximum };
  }
  return {
    kind: "text",
    minLength: numberIn(schema.minLength),
    maxLength: numberIn(schema.maxLength),
    pattern: typeof schema.pattern === "string" ? schema.pattern : null,
    format,
  };
}

/** Whether a text is what a shape asks for; one that is not filled in yet counts. */
export function isText(shape: StringShape, value: Json): boolean {
  if (typeof value !== "string") return false;
  const form = FORMS[shape.kind === "text" ? (shape.format ?? "") : shape.kind];
  return value === "" || form === undefined || form.test(value);
}

/** Whether a text has to be filled in. */
export function isNeeded({ minLength, format }: TextShape): boolean {
  return (minLength ?? 0) > 0 || NEVER_EMPTY.has(format ?? "");
}

function kindsIn(value: Json | undefined): readonly string[] | null {
  return Array.isArray(value) ? value.filter((kind): kind is string => typeof kind === "string") : null;
}

function offsetIn(value: Json | undefined): "required" | "none" | null {
  return value === "required" || value === "none" ? value : null;
}
