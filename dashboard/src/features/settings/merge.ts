import { type Json, type JsonObject, same } from "./schema/json";

/** Settings by key. */
export type Values = Readonly<Record<string, JsonObject>>;

/** A field that two people changed at the same time, in different ways. */
export interface Conflict {
  readonly key: string;
  readonly field: string;
  readonly mine: Json;
  readonly theirs: Json;
}

/** What comes of two people's changes. */
export interface Merged {
  /** Theirs, with what I alone changed, and with mine where both did. */
  readonly values: Values;
  readonly conflicts: readonly Conflict[];
}

/**
 * Joins two changes of the same state, field by field.
 *
 * @param base what both began with.
 */
export function merge(base: Values, mine: Values, theirs: Values): Merged {
  const conflicts: Conflict[] = [];
  const values: Record<string, JsonObject> = { ...theirs };
  for (const [key, changed] of Object.entries(mine)) {
    const [before, present] = [base[key] ?? {}, theirs[key] ?? {}];
    const joined: Record<string, Json> = { ...present };
    for (const [field, value] of Object.entries(changed)) {
      if (same(value, before[field])) continue;
      joined[field] = value;
      const other = present[field] ?? null;
      if (!same(other, before[field]) && !same(other, value))
        conflicts.push({ key, field, mine: value, theirs: other });
    }
    values[key] = joined;
  }
  return { values, conflicts };
}

/** The keys whose values differ. */
export function changedKeys(before: Values, after: Values): readonly string[] {
  return Object.keys(after).filter((key) => !same(before[key], after[key]));
}
