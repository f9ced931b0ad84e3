"use client";

import { useQueryClient } from "@tanstack/react-query";

import { query } from "@/api/client";
import { every } from "@/api/query-client";
import type { DeploymentEntry, DeploymentPlan } from "@/api/types";
import { useMe } from "@/session/me-context";
import { Failure } from "@/shell/failure";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Skeleton } from "@/ui/skeleton";

interface PlanProps {
  readonly entry: DeploymentEntry;
}

/** What the operator does next, and what it takes; another layout can be approved here. */
export function Plan({ entry }: PlanProps) {
  const params = { path: { name: entry.name }, query: { namespace: entry.namespace } };
  const plan = query.useQuery(
    "get",
    "/api/v1/deployments/{name}/plan",
    { params },
    { refetchInterval: every(10) },
  );
  return (
    <div>
      <h3 className="text-sm font-semibold">Plan</h3>
      {plan.data ? (
        <Lines plan={plan.data} entry={entry} />
      ) : plan.error ? (
        <div className="mt-3">
          <Failure error={plan.error} retry={() => void plan.refetch()} />
        </div>
      ) : (
        <Skeleton className="mt-3 h-16" />
      )}
    </div>
  );
}

function Lines({ plan, entry }: PlanProps & { readonly plan: DeploymentPlan }) {
  const me = useMe();
  const { reshard } = plan;
  return (
    <div className="mt-3 space-y-2 text-sm">
      {plan.faults.map((fault) => (
        <p key={fault} className="text-warning">
          {fault}
        </p>
      ))}
      {reshard === null ? (
        <p className="text-ink-soft">
          {plan.identifies
            ? `${String(plan.identifies)} identifies for shards that are not ready.`
            : "Everything is as it shall be."}
          {plan.recommended !== null && ` Discord recommends ${String(plan.recommended)} shards.`}
        </p>
      ) : (
        <>
          <p>
            Another layout, <strong>{reshard.generation}</strong>: {reshard.identifies} identifies
            {reshard.seconds !== null && `, about ${String(Math.ceil(reshard.seconds))} seconds`}.
          </p>
          {reshard.within_budget === false && (
            <p className="text-warning">That is more than today’s identifies allow.</p>
          )}
          {reshard.approved ? (
            <p className="text-ink-soft">It is approved.</p>
          ) : (
            me.team === "actor" && (
              <Approve entry={entry} generation={reshard.generation} identifies={reshard.identifies} />
            )
          )}
        </>
      )}
    </div>
  );
}

interface ApproveProps {
  readonly entry: DeploymentEntry;
  readonly generation: string;
  readonly identifies: number;
}

function Approve({ entry, generation, identifies }: ApproveProps) {
  const queries = useQueryClient();
  const approve = query.useMutation("post", "/api/v1/deployments/{name}/approve-reshard", {
    onSuccess: () => queries.invalidateQueries(),
  });
  const params = { path: { name: entry.name }, query: { namespace: entry.namespace } };
  return (
    <>
      <Confirm
        title={`Change ${entry.name} to ${generation}?`}
        text={`Every shard of the new layout identifies once: ${String(identifies)} of today’s identifies.`}
        action="Approve"
        act={() => {
          approve.mutate({ params, body: { generation } });
        }}
      >
        <Button size="small" kind="primary" busy={approve.isPending}>
          Approve {generation}
        </Button>
      </Confirm>
      {approve.error && <Failure error={approve.error} />}
    </>
  );
}
