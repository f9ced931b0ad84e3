"use client";

import { useQueryClient } from "@tanstack/react-query";

import { query } from "@/api/client";
import type { DeploymentEntry, DeploymentPlan } from "@/api/types";
import { useMe } from "@/session/me-context";
import { Failure } from "@/shell/failure";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Skeleton } from "@/ui/skeleton";

import { duration } from "./duration";
import { usePlan } from "./use-plan";

interface PlanProps {
  readonly entry: DeploymentEntry;
}

/** What the operator does next, and what it takes; another layout can be approved here. */
export function Plan({ entry }: PlanProps) {
  const plan = usePlan(entry);
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
      {reshard === null ? (
        <p className="text-ink-soft">
          {plan.identifies
            ? `At most ${String(plan.identifies)} ${plan.identifies === 1 ? "identify" : "identifies"}, if shards that are not ready cannot resume${plan.seconds === null ? "" : `, about ${duration(plan.seconds)}`}.`
            : "No other layout is wanted, and no shard has to identify."}
          {plan.recommended !== null && ` Discord recommends ${count(plan.recommended, "shard")}.`}
        </p>
      ) : (
        <Reshard reshard={reshard} plan={plan} entry={entry} act={me.team === "actor"} />
      )}
    </div>
  );
}

interface ReshardProps extends PlanProps {
  readonly reshard: NonNullable<DeploymentPlan["reshard"]>;
  readonly plan: DeploymentPlan;
  /** Whether this person may approve it. */
  readonly act: boolean;
}

/** Another layout that is wanted, and what it takes, before anybody approves it. */
function Reshard({ reshard, plan, entry, act }: ReshardProps) {
  const facts: readonly (readonly [string, string])[] = [
    ["From", plan.generation ?? "–"],
    ["To", reshard.generation],
    ["Identifies", reshard.identifies.toLocaleString("en")],
    ["Takes", reshard.seconds === null ? "not known" : `about ${duration(reshard.seconds)}`],
    [
      "Left of today’s",
      reshard.budget_after === null ? "not known" : reshard.budget_after.toLocaleString("en"),
    ],
  ];
  return (
    <>
      <p>
        Another layout is wanted (shards × shards in a pod). It is a restart of all shards; until it begins,
        what runs stays.
      </p>
      <dl className="grid grid-cols-2 gap-3 rounded-lg bg-sunken p-3 tabular-nums sm:grid-cols-3">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt className="text-xs text-ink-soft">{label}</dt>
            <dd className="font-semibold">{value}</dd>
          </div>
        ))}
      </dl>
      {reshard.within_budget === false && (
        <p className="text-warning">
          That is more than today’s identifies allow: it begins when they suffice.
        </p>
      )}
      {reshard.approved ? (
        <p className="text-ink-soft">It is approved.</p>
      ) : act ? (
        <Approve entry={entry} generation={reshard.generation} identifies={reshard.identifies} />
      ) : (
        <p className="text-ink-soft">It waits for somebody of the team who may approve it.</p>
      )}
    </>
  );
}

function count(number: number, what: string): string {
  return `${number.toLocaleString("en")} ${what}${number === 1 ? "" : "s"}`;
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
        text={`Every shard of the new layout identifies once: ${String(identifies)} of today’s identifies. The audit log says that you approved it.`}
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
