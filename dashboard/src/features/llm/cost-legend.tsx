import Link from "next/link";

import { classNames } from "@/ui/class-names";

import { costOf, together } from "./money";
import { lineLabel, type UsageLine, type UsageOverTime } from "./over-time";
import { addressOf, narrowed, type View } from "./view";

const COLOURS = [
  "bg-series-1",
  "bg-series-2",
  "bg-series-3",
  "bg-series-4",
  "bg-series-5",
  "bg-series-6",
] as const;

interface CostLegendProps {
  readonly usage: UsageOverTime;
  readonly view: View;
  /** The part of the period that somebody looks at; without it, all of it. */
  readonly pointed: number | null;
}

/** What each colour is, what it cost, and the way to see a guild or a cog alone. */
export function CostLegend({ usage, view, pointed }: CostLegendProps) {
  return (
    <ul className="grid gap-x-8 gap-y-2 text-sm sm:grid-cols-2 xl:grid-cols-3">
      {usage.lines.map((line, place) => {
        const { points } = line;
        const shown = pointed === null ? points : points.slice(pointed, pointed + 1);
        return (
          <li key={place} className="flex min-w-0 items-center gap-2 tabular-nums">
            <span
              aria-hidden
              className={classNames(
                "size-3 shrink-0 rounded-[3px]",
                line.others === null ? COLOURS[place] : "bg-series-others",
              )}
            />
            <span className="min-w-0 truncate">
              <Name line={line} view={view} />
            </span>
            <span className="ml-auto shrink-0 text-ink-soft">{costOf(together(shown))}</span>
          </li>
        );
      })}
    </ul>
  );
}

function Name({ line, view }: { readonly line: UsageLine; readonly view: View }) {
  const label = lineLabel(line, view.by);
  const alone = line.key === null ? null : narrowed(view, line.key);
  if (alone === null) return label;
  return (
    <Link href={addressOf(alone)} scroll={false} className="text-accent underline-offset-2 hover:underline">
      {label}
      <span className="sr-only">, alone</span>
    </Link>
  );
}
