import { describe, expect, test } from "vitest";

import { fieldLabel, titleOf } from "@/features/settings/schema/labels";
import { rootOf } from "@/features/settings/schema/node";
import { shapeOf } from "@/features/settings/schema/shape";

describe("what a schema asks for", () => {
  test("a text has its limits", () => {
    expect(shapeOf(rootOf({ type: "string", minLength: 1, maxLength: 9, format: "date" }))).toEqual({
      kind: "text",
      minLength: 1,
      maxLength: 9,
      pattern: null,
      format: "date",
    });
  });

  test("ids, moments, durations and exact numbers are more than texts", () => {
    const kinds = { "x-channel-kinds": ["text", "forum"] };
    expect(shapeOf(rootOf({ type: "string", format: "discord-channel", ...kinds }))).toEqual({
      kind: "place",
      place: "channel",
      channelKinds: ["text", "forum"],
    });
    expect(shapeOf(rootOf({ type: "string", format: "discord-role" }))).toMatchObject({ place: "role" });
    expect(shapeOf(rootOf({ type: "string", format: "date-time", "x-offset": "none" }))).toEqual({
      kind: "moment",
      offset: "none",
    });
    expect(shapeOf(rootOf({ type: "string", format: "duration" }))).toEqual({ kind: "duration" });
    expect(shapeOf(rootOf({ type: "string", format: "decimal", minimum: 0 }))).toEqual({
      kind: "decimal",
      minimum: 0,
      maximum: null,
    });
  });

  test("a table of ids and one of an enum know what their names are", () => {
    const byRole = shapeOf(
      rootOf({
        type: "object",
        patternProperties: { "^[1-9]": { type: "integer" } },
        propertyNames: { format: "discord-role" },
      }),
    );
    const byTone = shapeOf(
      rootOf({
        $defs: { Tone: { enum: ["plain"], type: "string" } },
        type: "object",
        additionalProperties: { type: "integer" },
        propertyNames: { $ref: "#/$defs/Tone" },
      }),
    );
    if (byRole.kind !== "map" || byTone.kind !== "map") throw new Error("they are tables");
    expect(shapeOf(byRole.keys)).toMatchObject({ kind: "place", place: "role" });
    expect(shapeOf(byRole.value)).toMatchObject({ kind: "number" });
    expect(shapeOf(byTone.keys)).toMatchObject({ kind: "choice" });
  });

  test("two fields of one class are each called by their own names", () => {
    const shape = shapeOf(
      rootOf({
        $defs: { Limits: { type: "object", title: "Limits", properties: {} } },
        type: "object",
        properties: { daily: { $ref: "#/$defs/Limits" }, weekly: { $ref: "#/$defs/Limits" } },
      }),
    );
    expect(shape).toMatchObject({ fields: [{ label: "Daily" }, { label: "Weekly" }] });
  });

  test("an enum of a class that is defined elsewhere is a choice, with words for its values", () => {
    const schema = {
      $defs: { Tone: { enum: ["plain", "very_merry"], type: "string" } },
      $ref: "#/$defs/Tone",
    };
    expect(shapeOf(rootOf(schema))).toEqual({
      kind: "choice",
      choices: [
        { value: "plain", label: "Plain" },
        { value: "very_merry", label: "Very merry" },
      ],
    });
  });

  test("literals of several types are one choice", () => {
    const shape = shapeOf(rootOf({ anyOf: [{ const: 1 }, { const: "all" }] }));
    expect(shape).toMatchObject({ kind: "choice", choices: [{ value: 1 }, { value: "all" }] });
  });

  test("a value that may be missing among several is an optional union", () => {
    const shape = shapeOf(rootOf({ anyOf: [{ type: "string" }, { type: "integer" }, { type: "null" }] }));
    if (shape.kind !== "optional") throw new Error("it is optional");
    expect(shapeOf(shape.inner).kind).toBe("union");
  });

  test("what nothing else is for is asked for as JSON", () => {
    expect(shapeOf(rootOf({})).kind).toBe("json");
    expect(shapeOf(rootOf({ type: "object", additionalProperties: true })).kind).toBe("json");
    expect(shapeOf(rootOf({ $ref: "#/$defs/Gone" })).kind).toBe("json");
  });

  test("references in a circle end", () => {
    const schema = { $defs: { A: { $ref: "#/$defs/B" }, B: { $ref: "#/$defs/A" } }, $ref: "#/$defs/A" };
    expect(shapeOf(rootOf(schema)).kind).toBe("json");
  });

  test("a field keeps the explanation beside its reference", () => {
    const shape = shapeOf(
      rootOf({
        $defs: { Tone: { enum: ["plain"], description: "How it speaks." } },
        type: "object",
        properties: { tone: { $ref: "#/$defs/Tone", description: "How it greets." } },
      }),
    );
    expect(shape).toMatchObject({
      kind: "object",
      fields: [{ name: "tone", description: "How it greets." }],
    });
  });
});

describe("what fields are called", () => {
  test("a title that Pydantic made of a name is said as people write", () => {
    expect(fieldLabel("welcome_channel", "Welcome Channel")).toBe("Welcome channel");
  });

  test("a title that somebody wrote is kept", () => {
    expect(fieldLabel("xp", "Experience points")).toBe("Experience points");
  });

  test("the name of a class is said as people write", () => {
    expect(titleOf(rootOf({ title: "RoleReward", type: "object" }))).toBe("Role reward");
    expect(titleOf(rootOf({ title: "XP", type: "object" }))).toBe("XP");
  });

  test("a form without a title is called by its type", () => {
    expect(titleOf(rootOf({ type: "integer" }))).toBe("Whole number");
  });
});
