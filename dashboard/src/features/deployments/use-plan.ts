import { query } from "@/api/client";
import { every } from "@/api/query-client";
import type { DeploymentEntry } from "@/api/types";

const REFRESH_SECONDS = 5;

/** What the operator does next with a deployment, and what it takes. */
export function usePlan({ name, namespace }: DeploymentEntry) {
  const params = { path: { name }, query: { namespace } };
  return query.useQuery(
    "get",
    "/api/v1/deployments/{name}/plan",
    { params },
    { refetchInterval: every(REFRESH_SECONDS) },
  );
}
