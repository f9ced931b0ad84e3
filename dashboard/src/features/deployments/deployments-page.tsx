"use client";

import { query } from "@/api/client";
import { ApiError } from "@/api/problem";
import { every } from "@/api/query-client";
import type { DeploymentEntry } from "@/api/types";
import { Answer, type Asked } from "@/shell/answer";
import { Empty } from "@/ui/empty";
import { Loading, Skeleton } from "@/ui/skeleton";

import { DeploymentCard } from "./deployment-card";

const REFRESH_SECONDS = 5;

/** Every bot, and what its operator does. */
export function DeploymentsPage() {
  const list = query.useQuery("get", "/api/v1/deployments", {}, { refetchInterval: every(REFRESH_SECONDS) });
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">Deployments</h1>
      <div className="mt-6 space-y-6">
        <List of={list} />
      </div>
    </>
  );
}

interface ListProps {
  readonly of: Asked & { readonly data: { readonly items: readonly DeploymentEntry[] } | undefined };
}

function List({ of: list }: ListProps) {
  if (list.error instanceof ApiError && list.error.code === "no_deployments") {
    return (
      <Empty title="The API knows of no deployments">
        Its setting <code className="font-mono">DEPLOYMENTS</code> says where bots run: <code>cluster</code>{" "}
        or <code>local</code>.
      </Empty>
    );
  }
  const loading = (
    <Loading what="Reading the deployments">
      <Skeleton className="h-96" />
    </Loading>
  );
  return (
    <Answer of={list} loading={loading}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title="There is no BotDeployment">
            <code className="font-mono">kubectl apply -f manifests/samples/demo.yaml</code> makes one.
          </Empty>
        ) : (
          items.map((entry) => <DeploymentCard key={`${entry.namespace}/${entry.name}`} entry={entry} />)
        )
      }
    </Answer>
  );
}
