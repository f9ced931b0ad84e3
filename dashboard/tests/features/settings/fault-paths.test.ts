import { describe, expect, test } from "vitest";

import { faultsOf } from "@/features/settings/schema/fault-paths";

const SCHEMAS = {
  levels: {
    $defs: {
      Role: {
        type: "object",
        properties: { kind: { const: "role" }, role: { type: "string", format: "discord-role" } },
      },
      Points: { type: "object", properties: { kind: { const: "points" }, points: { type: "integer" } } },
    },
    type: "object",
    properties: {
      step: { type: "integer" },
      reward: { oneOf: [{ $ref: "#/$defs/Role" }, { $ref: "#/$defs/Points" }] },
      either: { anyOf: [{ type: "integer" }, { type: "string" }] },
      names: { type: "object", additionalProperties: { type: "array", items: { type: "integer" } } },
      roles: { type: "array", items: { type: "string", format: "discord-role" } },
      maybe: { anyOf: [{ type: "object", properties: { a: { type: "integer" } } }, { type: "null" }] },
    },
  },
};

const VALUES = {
  levels: { reward: { kind: "points", points: -1 }, names: { "a.b": [1, 2] }, roles: ["7"], maybe: { a: 1 } },
};

function shownAt(path: string): string {
  return [...faultsOf(new Map([[path, "wrong"]]), SCHEMAS, VALUES).keys()].join();
}

describe("where a fault is shown", () => {
  test.each([
    ["body.levels.step", "levels.step"],
    ["body.levels.reward.points.points", "levels.reward.points"],
    ["body.levels.reward.points.kind", "levels.reward"],
    ["body.levels.either.int", "levels.either"],
    ["body.levels.names.a.b.1", "levels.names.a.b.1"],
    ["body.levels.names.a.b.[key]", "levels.names.a.b"],
    ["body.levels.roles.0", "levels.roles"],
    ["body.levels.maybe.a", "levels.maybe.a"],
    ["body.levels.gone.x", "levels"],
    ["body.levels", "levels"],
    ["body.unknown", "unknown"],
  ])("%s is shown at %s", (path, field) => {
    expect(shownAt(path)).toBe(field);
  });

  test("two faults of one field are both said", () => {
    const faults = new Map([
      ["body.levels.either.int", "no number"],
      ["body.levels.either.str", "no text"],
    ]);
    expect(faultsOf(faults, SCHEMAS, VALUES).get("levels.either")).toBe("no number; no text");
  });
});
