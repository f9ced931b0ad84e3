import type { components } from "@/api/schema";

import { together } from "./money";

export type UsageOverTime = components["schemas"]["UsageOverTime"];
export type UsageLine = components["schemas"]["UsageLine"];
type Step = components["schemas"]["Step"];

/** A piece of a bar: of the line at a place, from a height to another, in dollars. */
export interface Piece {
  readonly line: number;
  readonly from: number;
  readonly to: number;
}

/** The bar of each part of the period: what is known of the lines' costs, one upon the other. */
export function barsOf({ beginnings, lines }: UsageOverTime): readonly (readonly Piece[])[] {
  return beginnings.map((_, part) => {
    const pieces: Piece[] = [];
    let height = 0;
    for (const [line, { points }] of lines.entries()) {
      const cost = Number(points[part]?.cost_usd ?? 0);
      if (cost > 0) pieces.push({ line, from: height, to: height + cost });
      height += cost;
    }
    return pieces;
  });
}

/** All lines together, in each part of the period. */
export function totalsOf({ beginnings, lines }: UsageOverTime) {
  return beginnings.map((_, part) => together(lines.flatMap(({ points }) => points[part] ?? [])));
}

const ROUND = [1, 1.5, 2, 3, 4, 5, 6, 8, 10] as const;

/** The end of an axis: the least round amount that is not less than the largest bar. */
export function axisEnd(largest: number): number {
  if (largest <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(largest));
  const round = ROUND.find((factor) => factor * power >= largest * (1 - 1e-9)) ?? 10;
  return round * power;
}

/** When a part of a period is, in UTC. */
export function partLabel(beginning: string, step: Step): string {
  const options: Intl.DateTimeFormatOptions =
    step === "hour"
      ? { hour: "2-digit", minute: "2-digit", hour12: false }
      : { month: "short", day: "numeric" };
  return new Date(beginning).toLocaleString("en", { ...options, timeZone: "UTC" });
}

/** What a line is called. */
export function lineLabel(line: UsageLine, by: components["schemas"]["Grouping"]): string {
  if (line.others !== null) return `${String(line.others)} ${line.others === 1 ? "other" : "others"}`;
  if (line.key === null) return "No guild";
  return by === "guild" ? (line.name ?? `Guild ${line.key}`) : line.key;
}
