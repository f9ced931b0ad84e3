import type { Json } from "./json";
import type { Schema } from "./node";

/** A number, and between which it may be. */
export interface NumberShape {
  readonly kind: "number";
  readonly integer: boolean;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly step: number | null;
}

/** Reads what numbers a schema allows: limits are those that a person can reach. */
export function numberOf(schema: Schema, integer: boolean): NumberShape {
  const unit = integer ? 1 : 0;
  const above = numberIn(schema.exclusiveMinimum);
  const below = numberIn(schema.exclusiveMaximum);
  const step = numberIn(schema.multipleOf);
  const least = numberIn(schema.minimum) ?? (above === null ? null : above + unit);
  const most = numberIn(schema.maximum) ?? (below === null ? null : below - unit);
  return {
    kind: "number",
    integer,
    minimum: least === null || step === null ? least : tidy(Math.ceil(least / step) * step),
    maximum: most === null || step === null ? most : tidy(Math.floor(most / step) * step),
    step,
  };
}

/** The number in a place of a schema. */
export function numberIn(value: Json | undefined): number | null {
  return typeof value === "number" ? value : null;
}

/** Says between which values a number may be. */
export function rangeOf(shape: {
  readonly minimum: number | null;
  readonly maximum: number | null;
}): string | null {
  const { minimum, maximum } = shape;
  if (minimum !== null && maximum !== null) return `From ${said(minimum)} to ${said(maximum)}.`;
  if (minimum !== null) return `${said(minimum)} or more.`;
  return maximum === null ? null : `${said(maximum)} or less.`;
}

/** The number nearest to zero within limits. */
export function leastNumber(minimum: number | null, maximum: number | null): number {
  if (minimum !== null && minimum > 0) return minimum;
  return maximum !== null && maximum < 0 ? maximum : 0;
}

function said(number: number): string {
  return number.toLocaleString("en", { maximumFractionDigits: 20 });
}

/** Without what doubles add to a decimal fraction, as in 0.30000000000000004; never `-0`. */
function tidy(number: number): number {
  return Number(number.toPrecision(15)) + 0;
}
