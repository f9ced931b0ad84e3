import type { Json } from "./json";
import { type Node, resolved } from "./node";

const TYPES: Readonly<Record<string, string>> = {
  string: "Text",
  integer: "Whole number",
  number: "Number",
  boolean: "Yes or no",
  array: "List",
  object: "Table",
  null: "Nothing",
};

const FORMATS: Readonly<Record<string, string>> = {
  date: "Date",
  "date-time": "Date and time",
  time: "Time of day",
  duration: "Duration",
  decimal: "Exact number",
  uri: "Address on the web",
  email: "Email address",
  "discord-channel": "Channel",
  "discord-role": "Role",
  "discord-member": "Member",
};

/** What a field is called: as its class says, or by its name. */
export function fieldLabel(name: string, title: Json | undefined): string {
  const words = name.replaceAll("_", " ").trim();
  const made = words.replace(/(^|\s)\S/gu, (letter) => letter.toUpperCase()); // what Pydantic makes of a name
  return typeof title === "string" && title !== made ? title : sentence(words);
}

/** What a schema is called among others. */
export function titleOf(node: Node): string {
  const { schema } = resolved(node);
  if (typeof schema.title === "string")
    return sentence(schema.title.replace(/(?<=[a-z])(?=[A-Z][a-z])/gu, " "));
  return FORMATS[String(schema.format)] ?? TYPES[String(schema.type)] ?? "Anything";
}

/** What one value of several is called. */
export function choiceLabel(value: Json): string {
  return typeof value === "string" ? sentence(value.replaceAll("_", " ")) : JSON.stringify(value);
}

function sentence(words: string): string {
  const [first = "", ...rest] = words.split(" ");
  const said = rest.map((word) => (/^[A-Z][a-z]+$/u.test(word) ? word.toLowerCase() : word));
  return [first.charAt(0).toUpperCase() + first.slice(1), ...said].join(" ");
}
