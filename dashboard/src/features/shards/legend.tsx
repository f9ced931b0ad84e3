import { classNames } from "@/ui/class-names";

import type { Shard } from "./fleet";
import type { Measure } from "./paint";
import { COLOURS, FAMILIES, type Family, familyOf } from "./states";

const SCALE = ["bg-scale-1", "bg-scale-2", "bg-scale-3", "bg-scale-4", "bg-scale-5"] as const;

/** What the first and the last colour of a scale mean. */
const ENDS = {
  latency: ["under 60 ms", "500 ms and more"],
  guilds: ["fewest", "most"],
  events: ["under 1 a second", "200 and more"],
} as const;

/** Says what the colours mean where they tell a figure. */
export function Scale({ measure }: { readonly measure: Exclude<Measure, "state"> }) {
  const [least, most] = ENDS[measure];
  return (
    <p className="flex items-center gap-2 text-xs text-ink-soft sm:ml-auto">
      {least}
      <span aria-hidden className="flex">
        {SCALE.map((colour) => (
          <span key={colour} className={`h-3 w-5 ${colour}`} />
        ))}
      </span>
      {most}
    </p>
  );
}

interface LegendProps {
  readonly shards: readonly Shard[];
  /** The family whose shards alone are wanted. */
  readonly wanted: Family | null;
  readonly want: (family: Family | null) => void;
}

/** Says how many shards are in which state, by its colour; pressed, one of them is looked for. */
export function Legend({ shards, wanted, want }: LegendProps) {
  const counts = new Map<Family, number>();
  for (const { state } of shards) counts.set(familyOf(state), (counts.get(familyOf(state)) ?? 0) + 1);
  return (
    <ul aria-label="Shards by state" className="flex flex-wrap gap-1.5 text-xs">
      {FAMILIES.filter(({ family }) => counts.has(family) || family === wanted).map(
        ({ family, label, meaning }) => (
          <li key={family}>
            <button
              type="button"
              title={meaning}
              aria-pressed={family === wanted}
              onClick={() => {
                want(family === wanted ? null : family);
              }}
              className={classNames(
                "flex items-center gap-1.5 rounded-md border px-2 py-1 tabular-nums",
                family === wanted ? "border-accent bg-accent-soft" : "border-line hover:border-line-strong",
              )}
            >
              <span aria-hidden className={classNames("size-3 rounded-[3px]", COLOURS[family])} />
              {label} <span className="text-ink-soft">{(counts.get(family) ?? 0).toLocaleString("en")}</span>
            </button>
          </li>
        ),
      )}
    </ul>
  );
}
