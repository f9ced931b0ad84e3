"use client";

import { query } from "@/api/client";
import { every } from "@/api/query-client";
import type { Deployment, DeploymentEntry } from "@/api/types";
import { useMe } from "@/session/me-context";
import { Failure } from "@/shell/failure";
import { Card } from "@/ui/card";
import { Notice } from "@/ui/notice";
import { Loading, Skeleton } from "@/ui/skeleton";

import { Actions } from "./actions";
import { BudgetGauge } from "./budget-gauge";
import { Conditions } from "./conditions";
import { Events } from "./events";
import { NotReady } from "./not-ready";
import { PhaseBadge } from "./phase-badge";
import { Plan } from "./plan";
import { Rollout } from "./rollout";
import { troubleOf } from "./trouble";
import { useRollout } from "./use-rollout";

interface DeploymentCardProps {
  readonly entry: DeploymentEntry;
}

/** While something happens people watch it; otherwise there is little to see. */
const REFRESH_SECONDS = { busy: 1.5, calm: 5 } as const;

/** One bot: how it is, what is done to it, and what can be asked of its operator. */
export function DeploymentCard({ entry }: DeploymentCardProps) {
  const me = useMe();
  const which = { path: { name: entry.name }, query: { namespace: entry.namespace } };
  const detail = query.useQuery(
    "get",
    "/api/v1/deployments/{name}",
    { params: which },
    {
      refetchInterval: (asked) => {
        const { data } = asked.state;
        return every(data?.rollout || data?.phase !== "Ready" ? REFRESH_SECONDS.busy : REFRESH_SECONDS.calm)(
          asked,
        );
      },
    },
  );
  return (
    <Card aria-label={entry.name}>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line p-5">
        <h2 className="text-lg font-semibold">{entry.name}</h2>
        <PhaseBadge phase={entry.phase} />
        <p className="text-sm text-ink-soft">
          namespace {entry.namespace}
          {entry.generation !== null && ` · layout ${entry.generation}`}
        </p>
        {me.team === "actor" && <Actions entry={entry} />}
      </div>
      {detail.data ? (
        <Body deployment={detail.data} now={detail.dataUpdatedAt} />
      ) : detail.error ? (
        <div className="p-5">
          <Failure error={detail.error} retry={() => void detail.refetch()} />
        </div>
      ) : (
        <Loading what={`Reading ${entry.name}`}>
          <Skeleton className="m-5 h-56" />
        </Loading>
      )}
    </Card>
  );
}

interface BodyProps {
  readonly deployment: Deployment;
  /** When it was so, in milliseconds. */
  readonly now: number;
}

function Body({ deployment, now }: BodyProps) {
  const { rollout, over } = useRollout(deployment);
  const trouble = troubleOf(deployment);
  return (
    <>
      {trouble && (
        <div className="px-5 pt-5">
          <Notice kind={trouble.kind} title={trouble.title}>
            {trouble.text}
          </Notice>
        </div>
      )}
      {/* Two columns; on a phone one, in which what happens comes before how it is in full. */}
      <div className="grid items-start gap-x-10 gap-y-8 p-5 lg:grid-cols-2">
        <div className="contents lg:block lg:space-y-8">
          <Figures deployment={deployment} />
          <div className="order-3">
            <Conditions conditions={deployment.conditions} now={now} />
          </div>
        </div>
        <div className="contents lg:block lg:space-y-8">
          <section aria-label="What happens" className="order-2">
            {rollout && <Rollout rollout={rollout} over={over} now={now} />}
            <Plan entry={deployment} />
          </section>
          <div className="order-4">
            <Events deployment={deployment} now={now} />
          </div>
        </div>
      </div>
    </>
  );
}

function Figures({ deployment }: { readonly deployment: Deployment }) {
  return (
    <section aria-label="In figures">
      <dl className="grid grid-cols-3 gap-4 tabular-nums">
        <Figure label="Shards ready" value={ratio(deployment.shards)} />
        <Figure label="Pods ready" value={ratio(deployment.pods)} />
        <Figure label="Guilds" value={deployment.guilds?.toLocaleString("en") ?? "–"} />
      </dl>
      <p className="mt-4 break-all text-sm">
        <span className="text-ink-soft">Image </span>
        <span className="font-mono text-xs">{deployment.image ?? "not known"}</span>
      </p>
      <NotReady shards={deployment.not_ready_shards} />
      {deployment.budget && <BudgetGauge budget={deployment.budget} />}
    </section>
  );
}

function Figure({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <dt className="text-xs text-ink-soft">{label}</dt>
      <dd className="text-xl font-semibold">{value}</dd>
    </div>
  );
}

function ratio({ ready, wanted }: Deployment["shards"]): string {
  return wanted === null ? "–" : `${(ready ?? 0).toLocaleString("en")} of ${wanted.toLocaleString("en")}`;
}
