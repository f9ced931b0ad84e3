"use client";

import { query } from "@/api/client";
import { Failure } from "@/shell/failure";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { Loading, Skeleton } from "@/ui/skeleton";

const PRICES = [
  { name: "input_cost_per_1k_tokens", label: "In, per 1,000 tokens" },
  { name: "output_cost_per_1k_tokens", label: "Out, per 1,000 tokens" },
  { name: "cache_cost_per_1k_tokens", label: "Cached, per 1,000 tokens" },
  { name: "image_cost_per_unit", label: "An image" },
  { name: "audio_cost_per_minute", label: "A minute of audio" },
] as const;

/** What each model costs today, in US dollars. */
export function PriceTable() {
  const models = query.useQuery("get", "/api/v1/llm/models", { params: { query: { limit: 100 } } });
  return (
    <section aria-labelledby="prices">
      <h2 id="prices" className="text-lg font-semibold">
        Prices
      </h2>
      <div className="mt-3">
        {models.error ? (
          <Failure error={models.error} retry={() => void models.refetch()} />
        ) : models.data === undefined ? (
          <Loading what="Reading the prices">
            <Skeleton className="h-40" />
          </Loading>
        ) : models.data.items.length === 0 ? (
          <Empty title="No model has a price">Without a price the cost of an attempt is not known.</Empty>
        ) : (
          <Card className="overflow-x-auto">
            <table className="w-full text-sm tabular-nums">
              <thead>
                <tr className="border-b border-line text-left text-ink-soft">
                  <th scope="col" className="px-5 py-2 font-medium">
                    Model
                  </th>
                  {PRICES.map((price) => (
                    <th key={price.name} scope="col" className="px-5 py-2 text-right font-medium">
                      {price.label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody className="divide-y divide-line">
                {models.data.items.map((model) => (
                  <tr key={`${model.provider}/${model.model}`}>
                    <th scope="row" className="px-5 py-2 text-left font-normal">
                      {model.model} <span className="text-ink-soft">{model.provider}</span>
                    </th>
                    {PRICES.map((price) => (
                      <td key={price.name} className="px-5 py-2 text-right">
                        {model[price.name] ?? "–"}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </Card>
        )}
      </div>
    </section>
  );
}
