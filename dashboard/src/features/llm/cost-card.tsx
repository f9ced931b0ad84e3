"use client";

import { useState } from "react";

import { query } from "@/api/client";
import { Failure } from "@/shell/failure";
import { Card } from "@/ui/card";
import { Choice } from "@/ui/choice";
import { Loading, Skeleton } from "@/ui/skeleton";

import { CostChart } from "./cost-chart";
import { CostLegend } from "./cost-legend";
import { CostTable } from "./cost-table";
import { partLabel, type UsageOverTime } from "./over-time";
import { askedBy, GROUPINGS, type View } from "./view";

interface CostCardProps {
  readonly view: View;
  readonly change: (view: View) => void;
  readonly refreshSeconds: number;
}

/** How cost went, by provider, guild or cog. */
export function CostCard({ view, change, refreshSeconds }: CostCardProps) {
  const { period, by } = view;
  const usage = query.useQuery(
    "get",
    "/api/v1/llm/usage/over-time",
    { params: { query: { ...askedBy(view), by } } },
    { refetchInterval: refreshSeconds * 1000 },
  );
  return (
    <Card aria-label="Cost over time">
      <div className="flex flex-wrap items-center justify-between gap-3 p-5">
        <h2 className="font-semibold">Cost over time</h2>
        <Choice
          label="Told apart by"
          options={GROUPINGS}
          value={by}
          onChange={(value) => {
            change({ ...view, by: value });
          }}
        />
      </div>
      {usage.data ? (
        <Picture key={`${period} ${by}`} usage={usage.data} view={view} />
      ) : usage.error ? (
        <div className="p-5 pt-0">
          <Failure error={usage.error} retry={() => void usage.refetch()} />
        </div>
      ) : (
        <Loading what="Summing up">
          <Skeleton className="mx-5 mb-5 h-72" />
        </Loading>
      )}
    </Card>
  );
}

function Picture({ usage, view }: { readonly usage: UsageOverTime; readonly view: View }) {
  const [pointed, setPointed] = useState<number | null>(null);
  const beginning = pointed === null ? undefined : usage.beginnings[pointed];
  const unknown = usage.lines.some(({ points }) => points.some((point) => point.attempts_without_cost > 0));
  return (
    <>
      <div className="px-5 pt-1">
        <CostChart usage={usage} pointed={pointed} point={setPointed} />
      </div>
      <div className="p-5">
        <p className="mb-3 flex flex-wrap justify-between gap-x-6 gap-y-1 text-xs text-ink-soft">
          <span>
            {beginning === undefined
              ? "In all of this time; hours and days are of UTC"
              : `${partLabel(beginning, usage.step)} (UTC)`}
          </span>
          {unknown && (
            <span className="flex items-center gap-2">
              <span aria-hidden className="h-1 w-4 bg-warning" />
              The cost of some attempts is not known
            </span>
          )}
        </p>
        <CostLegend usage={usage} view={view} pointed={pointed} />
      </div>
      <CostTable usage={usage} by={view.by} />
    </>
  );
}
