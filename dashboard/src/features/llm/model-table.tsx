import type { components } from "@/api/schema";
import { Card } from "@/ui/card";
import { Table } from "@/ui/table";

import { costOf, dollars } from "./money";
import { ModelName } from "./model-name";

type Usage = components["schemas"]["UsageReport"];

/** What was asked of each model, the one with the most tokens first. */
export function ModelTable({ usage }: { readonly usage: Usage }) {
  const { attempts, attempts_without_cost, cost_usd } = usage.sums;
  return (
    <Card aria-label="Usage by model">
      <p className="p-5 pb-3 text-sm text-ink-soft">
        <span className="mr-2 text-2xl font-semibold text-ink tabular-nums">{dollars(cost_usd)}</span>
        for {attempts.toLocaleString("en")} {attempts === 1 ? "attempt" : "attempts"}
        {attempts_without_cost > 0 &&
          `; of ${attempts_without_cost.toLocaleString("en")} the cost is not known`}
      </p>
      <Table
        label="Models"
        head="Model"
        rows={usage.items}
        keyOf={({ provider, model }) => `${provider}/${model}`}
        name={(line) => <ModelName {...line} />}
        columns={[
          { label: "Attempts", cell: (line) => line.attempts.toLocaleString("en") },
          { label: "Tokens", cell: (line) => line.total_tokens.toLocaleString("en") },
          { label: "Cost", cell: costOf },
        ]}
      />
    </Card>
  );
}
