import { Table } from "@/ui/table";

import { costOf, NOTHING } from "./money";
import { lineLabel, partLabel, totalsOf, type UsageOverTime } from "./over-time";
import type { Grouping } from "./view";

interface CostTableProps {
  readonly usage: UsageOverTime;
  readonly by: Grouping;
}

/** The chart as figures, the latest first. */
export function CostTable({ usage, by }: CostTableProps) {
  const totals = totalsOf(usage);
  const parts = [...usage.beginnings.keys()].reverse();
  return (
    <details className="border-t border-line">
      <summary className="cursor-pointer px-5 py-3 text-sm font-medium">The same as a table</summary>
      <Table
        label={usage.step === "hour" ? "Cost by hour" : "Cost by day"}
        head={usage.step === "hour" ? "Hour (UTC)" : "Day (UTC)"}
        rows={parts}
        keyOf={String}
        name={(part) => partLabel(usage.beginnings[part] ?? "", usage.step)}
        columns={[
          { label: "Together", cell: (part) => costOf(totals[part] ?? NOTHING) },
          ...usage.lines.map((line) => ({
            label: lineLabel(line, by),
            cell: (part: number) => costOf(line.points[part] ?? NOTHING),
          })),
        ]}
      />
    </details>
  );
}
