"use client";

import { query } from "@/api/client";
import { ApiError } from "@/api/problem";
import type { DeploymentEntry } from "@/api/types";
import { Failure } from "@/shell/failure";
import { Empty } from "@/ui/empty";
import { Loading, Skeleton } from "@/ui/skeleton";

import { DeploymentCard } from "./deployment-card";

const REFRESH_SECONDS = 5;

/** Every bot, and what its operator does. */
export function DeploymentsPage() {
  const list = query.useQuery("get", "/api/v1/deployments", {}, { refetchInterval: REFRESH_SECONDS * 1000 });
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">Deployments</h1>
      <div className="mt-6 space-y-6">
        <List entries={list.data?.items} error={list.error} retry={() => void list.refetch()} />
      </div>
    </>
  );
}

interface ListProps {
  readonly entries: readonly DeploymentEntry[] | undefined;
  readonly error: unknown;
  readonly retry: () => void;
}

function List({ entries, error, retry }: ListProps) {
  if (error instanceof ApiError && error.code === "no_deployments") {
    return (
      <Empty title="The API knows of no deployments">
        Its setting <code className="font-mono">DEPLOYMENTS</code> says where bots run: <code>cluster</code>{" "}
        or <code>local</code>.
      </Empty>
    );
  }
  if (error && entries === undefined) return <Failure error={error} retry={retry} />;
  if (entries === undefined) {
    return (
      <Loading what="Reading the deployments">
        <Skeleton className="h-96" />
      </Loading>
    );
  }
  if (entries.length === 0) {
    return (
      <Empty title="There is no BotDeployment">
        <code className="font-mono">kubectl apply -f manifests/samples/demo.yaml</code> makes one.
      </Empty>
    );
  }
  return entries.map((entry) => <DeploymentCard key={`${entry.namespace}/${entry.name}`} entry={entry} />);
}
