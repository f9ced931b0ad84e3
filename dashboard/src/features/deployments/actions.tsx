"use client";

import { useQueryClient } from "@tanstack/react-query";

import { query } from "@/api/client";
import type { DeploymentEntry } from "@/api/types";
import { Failure } from "@/shell/failure";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";

import { restartWords } from "./restart-words";
import { usePlan } from "./use-plan";

/** What those of the team who may act can ask of the operator; each is in the audit log. */
export function Actions({ entry }: { readonly entry: DeploymentEntry }) {
  const queries = useQueryClient();
  const plan = usePlan(entry);
  const options = { onSuccess: () => queries.invalidateQueries() };
  const restart = query.useMutation("post", "/api/v1/deployments/{name}/restart", options);
  const pause = query.useMutation("post", "/api/v1/deployments/{name}/pause", options);
  const resume = query.useMutation("post", "/api/v1/deployments/{name}/resume", options);
  const asked = { params: { path: { name: entry.name }, query: { namespace: entry.namespace } } };
  const error = restart.error ?? pause.error ?? resume.error;
  // What failed before says nothing of what is asked now.
  const ask = (mutation: typeof restart | typeof pause | typeof resume) => {
    for (const other of [restart, pause, resume]) other.reset();
    mutation.mutate(asked);
  };
  return (
    <div className="ml-auto flex flex-wrap justify-end gap-2">
      {entry.operated &&
        (entry.paused ? (
          <Button
            size="small"
            kind="primary"
            busy={resume.isPending}
            onClick={() => {
              ask(resume);
            }}
          >
            Let it go on
          </Button>
        ) : (
          <Confirm
            title={`Pause ${entry.name}?`}
            text="The bot goes on as it is. Its operator changes nothing, repairs nothing, until you let it go on. The audit log says that you did it."
            action="Pause"
            act={() => {
              ask(pause);
            }}
          >
            <Button size="small" busy={pause.isPending}>
              Pause
            </Button>
          </Confirm>
        ))}
      <Confirm
        title={`Restart ${entry.name}?`}
        text={
          <div className="space-y-2">
            {restartWords(entry, plan.data).map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </div>
        }
        action="Restart"
        act={() => {
          ask(restart);
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
