import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { rootOf } from "@/features/settings/schema/node";
import { shapeOf } from "@/features/settings/schema/shape";
import { blank, hasForm, optionOf } from "@/features/settings/schema/values";

import { cases } from "./schemas";

describe("values of any schema", () => {
  test("what a form begins with has the form that it asks for", () => {
    fc.assert(
      fc.property(cases, ({ schema }) => {
        const root = rootOf(schema);
        expect(hasForm(root, blank(root))).toBe(true);
      }),
    );
  });

  test("a value that fits is known to fit", () => {
    fc.assert(
      fc.property(cases, ({ schema, value }) => {
        expect(hasForm(rootOf(schema), value)).toBe(true);
      }),
    );
  });

  test("of several forms one is found that a value has", () => {
    fc.assert(
      fc.property(cases, ({ schema, value }) => {
        const shape = shapeOf(rootOf(schema));
        fc.pre(shape.kind === "union");
        const option = shape.options[optionOf(shape.options, value)];
        expect(option && hasForm(option.node, value)).toBe(true);
      }),
    );
  });

  test("a default of the class is what a form begins with", () => {
    expect(blank(rootOf({ type: "integer", default: 7 }))).toBe(7);
    expect(blank(rootOf({ anyOf: [{ type: "string" }, { type: "null" }], default: null }))).toBeNull();
  });

  test("the least number that is allowed is the one to begin with", () => {
    expect(blank(rootOf({ type: "integer", exclusiveMinimum: 4 }))).toBe(5);
    expect(blank(rootOf({ type: "integer", maximum: -3 }))).toBe(-3);
    expect(blank(rootOf({ type: "number", minimum: -1, maximum: 1 }))).toBe(0);
  });

  test("a number to begin with is one that its steps reach", () => {
    expect(blank(rootOf({ type: "integer", minimum: 3, multipleOf: 5 }))).toBe(5);
    expect(blank(rootOf({ type: "number", minimum: 0.25, multipleOf: 0.1 }))).toBe(0.3);
    expect(blank(rootOf({ type: "string", format: "decimal", minimum: 2.5 }))).toBe("2.5");
  });

  test("a list begins with as many items as it has to have", () => {
    expect(blank(rootOf({ type: "array", items: { type: "string" }, minItems: 2 }))).toEqual(["", ""]);
  });

  test("a class that has itself within ends where its value ends", () => {
    const tree = {
      $defs: {
        Tree: {
          type: "object",
          properties: {
            name: { type: "string" },
            children: { type: "array", items: { $ref: "#/$defs/Tree" } },
          },
        },
      },
      $ref: "#/$defs/Tree",
    };
    expect(blank(rootOf(tree))).toEqual({ name: "", children: [] });
    expect(hasForm(rootOf(tree), { name: "a", children: [{ name: "b", children: [] }] })).toBe(true);
    expect(hasForm(rootOf(tree), { name: "a", children: [{ name: 1, children: [] }] })).toBe(false);
  });

  test("of several forms the one is found that a value has", () => {
    const shape = shapeOf(
      rootOf({
        oneOf: [
          { type: "object", properties: { kind: { const: "role" }, role: { type: "string" } } },
          { type: "object", properties: { kind: { const: "points" }, points: { type: "integer" } } },
        ],
      }),
    );
    if (shape.kind !== "union") throw new Error("it is a union");
    expect(optionOf(shape.options, { kind: "points", points: 3 })).toBe(1);
    expect(optionOf(shape.options, { kind: "neither" })).toBe(0);
  });
});
