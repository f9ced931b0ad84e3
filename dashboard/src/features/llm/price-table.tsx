"use client";

import { query } from "@/api/client";
import { useMe } from "@/session/me-context";
import { Failure } from "@/shell/failure";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { Loading, Skeleton } from "@/ui/skeleton";
import { type Column, Table } from "@/ui/table";

import { ModelName } from "./model-name";
import { PriceDialog } from "./price-dialog";
import { type ModelPrices, PRICES, shortened } from "./prices";

const COLUMNS: readonly Column<ModelPrices>[] = PRICES.map(({ name, label }) => ({
  label,
  cell: (model) => {
    const price = model[name];
    return price == null ? "–" : shortened(price);
  },
}));

const CHANGE: Column<ModelPrices> = {
  label: "Change",
  hidden: true,
  cell: (model) => (
    <PriceDialog model={model}>
      <Button size="small" aria-label={`Change the prices of ${model.model}`}>
        Change
      </Button>
    </PriceDialog>
  ),
};

/** What each model costs today, in US dollars; those of the team who may act change it. */
export function PriceTable() {
  const actor = useMe().team === "actor";
  const models = query.useQuery("get", "/api/v1/llm/models", { params: { query: { limit: 100 } } });
  return (
    <section aria-labelledby="prices">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 id="prices" className="text-lg font-semibold">
            Prices
          </h2>
          <p className="text-sm text-ink-soft">
            What a model costs from now on, in US dollars; “–” is not known.
          </p>
        </div>
        {actor && (
          <PriceDialog>
            <Button size="small">Add a model</Button>
          </PriceDialog>
        )}
      </div>
      <div className="mt-3">
        {models.error ? (
          <Failure error={models.error} retry={() => void models.refetch()} />
        ) : models.data === undefined ? (
          <Loading what="Reading the prices">
            <Skeleton className="h-40" />
          </Loading>
        ) : models.data.items.length === 0 ? (
          <Empty title="No model has a price">
            {actor
              ? "Add the models that your cogs ask: without a price the cost of an attempt is not known."
              : "Without a price the cost of an attempt is not known. Whoever of the team may act can add one."}
          </Empty>
        ) : (
          <Card>
            <Table
              label="Prices of models"
              head="Model"
              rows={models.data.items}
              keyOf={({ provider, model }) => `${provider}/${model}`}
              name={(model) => <ModelName {...model} />}
              columns={actor ? [...COLUMNS, CHANGE] : COLUMNS}
            />
          </Card>
        )}
      </div>
    </section>
  );
}
