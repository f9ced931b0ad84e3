"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { query } from "@/api/client";
import { ApiError } from "@/api/problem";
import { Failure } from "@/shell/failure";
import { Button } from "@/ui/button";
import { Notice } from "@/ui/notice";

import { PriceField } from "./price-field";
import { type ModelPrices, PRICES, pricesOf, typedOf } from "./prices";

interface PriceFormProps {
  readonly model: ModelPrices | undefined;
  readonly done: () => void;
}

/** The fields of a model's prices. */
export function PriceForm({ model, done }: PriceFormProps) {
  const queries = useQueryClient();
  const [provider, setProvider] = useState("");
  const [name, setName] = useState("");
  const [typed, setTyped] = useState(() => typedOf(model ?? {}));
  const set = query.useMutation("put", "/api/v1/llm/models/{provider}/{model}/pricing", {
    onSuccess: done,
    // Also after a conflict: the table then shows what somebody else set.
    onSettled: () =>
      queries.invalidateQueries({
        queryKey: query.queryOptions("get", "/api/v1/llm/models").queryKey.slice(0, 2),
      }),
  });
  const faults = set.error instanceof ApiError ? set.error.fields : new Map<string, string>();
  return (
    <form
      className="mt-5"
      onSubmit={(event) => {
        event.preventDefault();
        const path = model ?? { provider: provider.trim(), model: name.trim() };
        set.mutate({
          params: { path: { provider: path.provider, model: path.model } },
          body: pricesOf(typed),
        });
      }}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        {model === undefined && (
          <>
            <PriceField
              label="Provider"
              value={provider}
              onChange={setProvider}
              fault={faults.get("path.provider")}
              placeholder="openai"
              inputMode="text"
              required
            />
            <PriceField
              label="Model"
              value={name}
              onChange={setName}
              fault={faults.get("path.model")}
              placeholder="gpt-5"
              inputMode="text"
              required
            />
          </>
        )}
        {PRICES.map((price) => (
          <PriceField
            key={price.name}
            label={price.label}
            value={typed[price.name]}
            onChange={(text) => {
              setTyped({ ...typed, [price.name]: text });
            }}
            fault={faults.get(`body.${price.name}`)}
          />
        ))}
      </div>
      {set.error && (
        <div className="mt-5">
          <Refusal error={set.error} />
        </div>
      )}
      <div className="mt-6 flex justify-end gap-2">
        <Button onClick={done}>Cancel</Button>
        <Button type="submit" kind="primary" busy={set.isPending}>
          {model ? "Set prices" : "Add it"}
        </Button>
      </div>
    </form>
  );
}

/** Why nothing was set, unless it stands at the fields. */
function Refusal({ error }: { readonly error: unknown }) {
  if (!(error instanceof ApiError)) return <Failure error={error} />;
  if (error.status === 409) {
    return (
      <Notice kind="danger" title="Somebody else set these prices at the same moment">
        Theirs hold now. Set yours again if they shall hold instead.
      </Notice>
    );
  }
  if (error.status !== 422) return <Failure error={error} />;
  if (!error.fields.has("body")) return null;
  return (
    <Notice kind="danger" title="There is no price in this">
      Say at least one; without any the cost of an attempt is not known.
    </Notice>
  );
}
