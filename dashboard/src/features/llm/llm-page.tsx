"use client";

import Link from "next/link";
import { useSearchParams } from "next/navigation";

import { query } from "@/api/client";
import { Failure } from "@/shell/failure";
import { Button } from "@/ui/button";
import { Choice } from "@/ui/choice";
import { Empty } from "@/ui/empty";
import { Loading, Skeleton } from "@/ui/skeleton";

import { CostCard } from "./cost-card";
import { ModelTable } from "./model-table";
import { NarrowedTo } from "./narrowed-to";
import { PriceTable } from "./price-table";
import { addressOf, askedBy, PERIODS, type View, viewOf } from "./view";

const REFRESH_SECONDS = 30;

/** What language models cost, and what they are said to cost. */
export function LlmPage() {
  const view = viewOf(useSearchParams());
  const change = (next: View) => {
    // No entry in the history for each press: "back" leaves the page.
    window.history.replaceState(null, "", addressOf(next));
  };
  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-4">
        <h1 className="text-2xl font-semibold tracking-tight">Language models</h1>
        <Choice
          label="Period"
          options={PERIODS}
          value={view.period}
          onChange={(period) => {
            change({ ...view, period });
          }}
        />
      </div>
      <NarrowedTo view={view} />
      <div className="mt-6 space-y-6">
        <Usage view={view} change={change} />
        <PriceTable />
      </div>
    </>
  );
}

interface UsageProps {
  readonly view: View;
  readonly change: (view: View) => void;
}

function Usage({ view, change }: UsageProps) {
  const usage = query.useQuery(
    "get",
    "/api/v1/llm/usage/summary",
    { params: { query: { ...askedBy(view), limit: 100 } } },
    { refetchInterval: REFRESH_SECONDS * 1000 },
  );
  if (usage.data === undefined) {
    return usage.error ? (
      <Failure error={usage.error} retry={() => void usage.refetch()} />
    ) : (
      <Loading what="Summing up">
        <Skeleton className="h-96" />
      </Loading>
    );
  }
  if (usage.data.sums.attempts === 0) return <NothingUsed view={view} />;
  return (
    <>
      <CostCard view={view} change={change} refreshSeconds={REFRESH_SECONDS} />
      <ModelTable usage={usage.data} />
    </>
  );
}

function NothingUsed({ view }: { readonly view: View }) {
  return (
    <Empty title="No model was asked in this time">
      <p>As soon as a cog asks one, what it costs is here.</p>
      {view.period !== "month" && (
        <Button asChild size="small" className="mt-4">
          <Link href={addressOf({ ...view, period: "month" })} scroll={false}>
            Look at 30 days
          </Link>
        </Button>
      )}
    </Empty>
  );
}
