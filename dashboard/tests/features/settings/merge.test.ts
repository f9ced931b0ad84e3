import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { withTheirs } from "@/features/settings/conflict-dialog";
import { changedKeys, merge, type Values } from "@/features/settings/merge";

const values: fc.Arbitrary<Values> = fc.record({
  levels: fc.record({ step: fc.nat({ max: 2 }), cap: fc.nat({ max: 2 }) }),
  welcome: fc.record({ text: fc.constantFrom("a", "b") }),
});

describe("two people who change the same settings", () => {
  test("fields that only one of them changed are all kept", () => {
    const base = { levels: { step: 1, cap: 1 } };
    const { values: joined, conflicts } = merge(
      base,
      { levels: { step: 2, cap: 1 } },
      { levels: { step: 1, cap: 9 } },
    );
    expect(joined).toEqual({ levels: { step: 2, cap: 9 } });
    expect(conflicts).toEqual([]);
  });

  test("a field that both changed differently is shown, and mine until I choose", () => {
    const { values: joined, conflicts } = merge(
      { levels: { step: 1 } },
      { levels: { step: 2 } },
      { levels: { step: 3 } },
    );
    expect(conflicts).toEqual([{ key: "levels", field: "step", mine: 2, theirs: 3 }]);
    expect(joined).toEqual({ levels: { step: 2 } });
    expect(withTheirs(joined, conflicts)).toEqual({ levels: { step: 3 } });
  });

  test("where I changed nothing, theirs is taken whole", () => {
    fc.assert(
      fc.property(values, values, (base, theirs) => {
        expect(merge(base, base, theirs)).toEqual({ values: theirs, conflicts: [] });
      }),
    );
  });

  test("where they changed nothing, mine is taken whole", () => {
    fc.assert(
      fc.property(values, values, (base, mine) => {
        expect(merge(base, mine, base)).toEqual({ values: mine, conflicts: [] });
      }),
    );
  });

  test("the order of fields is no change", () => {
    expect(changedKeys({ a: { x: 1, y: [1, 2] } }, { a: { y: [1, 2], x: 1 } })).toEqual([]);
    expect(changedKeys({ a: { y: [1, 2] } }, { a: { y: [2, 1] } })).toEqual(["a"]);
  });
});
