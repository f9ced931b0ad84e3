"use client";

import { useQueryClient } from "@tanstack/react-query";

import { query } from "@/api/client";
import type { DeploymentEntry } from "@/api/types";
import { Failure } from "@/shell/failure";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";

/** What those of the team who may act can ask of the operator; each is in the audit log. */
export function Actions({ entry }: { readonly entry: DeploymentEntry }) {
  const queries = useQueryClient();
  const options = { onSuccess: () => queries.invalidateQueries() };
  const restart = query.useMutation("post", "/api/v1/deployments/{name}/restart", options);
  const pause = query.useMutation("post", "/api/v1/deployments/{name}/pause", options);
  const resume = query.useMutation("post", "/api/v1/deployments/{name}/resume", options);
  const asked = { params: { path: { name: entry.name }, query: { namespace: entry.namespace } } };
  const error = restart.error ?? pause.error ?? resume.error;
  return (
    <div className="ml-auto flex flex-wrap justify-end gap-2">
      {entry.paused ? (
        <Button
          size="small"
          busy={resume.isPending}
          onClick={() => {
            resume.mutate(asked);
          }}
        >
          Let it go on
        </Button>
      ) : (
        <Confirm
          title={`Pause ${entry.name}?`}
          text="The bot goes on as it is. Its operator changes nothing, repairs nothing, until you let it go on."
          action="Pause"
          act={() => {
            pause.mutate(asked);
          }}
        >
          <Button size="small" busy={pause.isPending}>
            Pause
          </Button>
        </Confirm>
      )}
      <Confirm
        title={`Restart ${entry.name}?`}
        text="Every pod is replaced, one after the other. Sessions go from pod to pod: no identify, no event lost."
        action="Restart"
        act={() => {
          restart.mutate(asked);
        }}
      >
        <Button size="small" busy={restart.isPending}>
          Restart
        </Button>
      </Confirm>
      {error && (
        <div className="basis-full">
          <Failure error={error} />
        </div>
      )}
    </div>
  );
}
