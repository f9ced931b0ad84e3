"use client";

import { useState } from "react";

import { query } from "@/api/client";
import type { components } from "@/api/schema";
import { Failure } from "@/shell/failure";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { FIELD } from "@/ui/field-style";
import { Loading, Skeleton } from "@/ui/skeleton";

import { PriceTable } from "./price-table";

type Usage = components["schemas"]["UsageReport"];
type Period = components["schemas"]["Period"];

const PERIODS: readonly { readonly period: Period; readonly label: string }[] = [
  { period: "day", label: "24 hours" },
  { period: "week", label: "7 days" },
  { period: "month", label: "30 days" },
];

/** What language models cost, and what they are said to cost. */
export function LlmPage() {
  const [period, setPeriod] = useState<Period>("week");
  const usage = query.useQuery("get", "/api/v1/llm/usage/summary", {
    params: { query: { period, limit: 100 } },
  });
  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-4">
        <h1 className="text-2xl font-semibold tracking-tight">Language models</h1>
        <select
          aria-label="Period"
          value={period}
          onChange={(event) => {
            setPeriod(event.target.value as Period);
          }}
          className={`${FIELD} w-auto`}
        >
          {PERIODS.map((choice) => (
            <option key={choice.period} value={choice.period}>
              {choice.label}
            </option>
          ))}
        </select>
      </div>
      <div className="mt-6 space-y-6">
        {usage.data ? (
          <Report usage={usage.data} />
        ) : usage.error ? (
          <Failure error={usage.error} retry={() => void usage.refetch()} />
        ) : (
          <Loading what="Summing up">
            <Skeleton className="h-48" />
          </Loading>
        )}
        <PriceTable />
      </div>
    </>
  );
}

function Report({ usage }: { readonly usage: Usage }) {
  if (usage.sums.attempts === 0) {
    return (
      <Empty title="No model was asked in this time">As soon as a cog asks one, its cost is here.</Empty>
    );
  }
  return (
    <Card aria-label="Usage by model" className="overflow-x-auto">
      <p className="p-5 pb-3 text-sm text-ink-soft">
        <span className="mr-2 text-2xl font-semibold text-ink tabular-nums">
          {dollars(usage.sums.cost_usd)}
        </span>
        for {usage.sums.attempts.toLocaleString("en")} attempts
        {usage.sums.attempts_without_cost > 0 &&
          `; of ${usage.sums.attempts_without_cost.toLocaleString("en")} the cost is not known`}
      </p>
      <table className="w-full text-sm tabular-nums">
        <thead>
          <tr className="border-y border-line text-left text-ink-soft">
            <th scope="col" className="px-5 py-2 font-medium">
              Model
            </th>
            <th scope="col" className="px-5 py-2 text-right font-medium">
              Attempts
            </th>
            <th scope="col" className="px-5 py-2 text-right font-medium">
              Tokens
            </th>
            <th scope="col" className="px-5 py-2 text-right font-medium">
              Cost
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {usage.items.map((line) => (
            <tr key={`${line.provider}/${line.model}`}>
              <th scope="row" className="px-5 py-2 text-left font-normal">
                {line.model} <span className="text-ink-soft">{line.provider}</span>
              </th>
              <td className="px-5 py-2 text-right">{line.attempts.toLocaleString("en")}</td>
              <td className="px-5 py-2 text-right">{line.total_tokens.toLocaleString("en")}</td>
              <td className="px-5 py-2 text-right">{dollars(line.cost_usd)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

/** An amount of US dollars; what is not known is not zero. */
export function dollars(amount: string | null | undefined): string {
  if (amount == null) return "not known";
  const number = Number(amount);
  const digits = number !== 0 && Math.abs(number) < 0.01 ? 6 : 2;
  return number.toLocaleString("en", { style: "currency", currency: "USD", maximumFractionDigits: digits });
}
