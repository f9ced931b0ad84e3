import { classNames } from "@/ui/class-names";

import type { Shard } from "./fleet";
import type { Measure } from "./paint";
import { COLOURS, FAMILIES, type Family, familyOf } from "./states";

const SCALE = ["bg-scale-1", "bg-scale-2", "bg-scale-3", "bg-scale-4", "bg-scale-5"] as const;

interface LegendProps {
  readonly shards: readonly Shard[];
  readonly measure: Measure;
}

/** Says what the colours mean, and how many shards have each. */
export function Legend({ shards, measure }: LegendProps) {
  if (measure !== "state") {
    const [least, most] = measure === "latency" ? ["under 60 ms", "500 ms and more"] : ["fewest", "most"];
    return (
      <p className="flex items-center gap-2 text-xs text-ink-soft">
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
  const counts = new Map<Family, number>();
  for (const { state } of shards) counts.set(familyOf(state), (counts.get(familyOf(state)) ?? 0) + 1);
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
      {FAMILIES.filter(({ family }) => counts.has(family)).map(({ family, label, meaning }) => (
        <li key={family} title={meaning} className="flex items-center gap-1.5 tabular-nums">
          <span aria-hidden className={classNames("size-3 rounded-[3px]", COLOURS[family])} />
          {label} <span className="text-ink-soft">{counts.get(family)?.toLocaleString("en")}</span>
        </li>
      ))}
    </ul>
  );
}
