"use client";

import { ApiError } from "@/api/problem";
import { SessionEnded } from "@/session/session-ended";
import { Button } from "@/ui/button";
import { useCountdown } from "@/ui/countdown";
import { Notice } from "@/ui/notice";

type FailureProps =
  | {
      readonly error: unknown;
      readonly retry?: () => void;
      /** When what is still shown was read, as `Date.now()` says it. */
      readonly shown?: number;
    }
  | { readonly title: string; readonly detail: string };

/** Says why there is nothing to show, and what can be done; who has to sign in again can do so right here. */
export function Failure(props: FailureProps) {
  if ("title" in props) {
    return (
      <Notice kind="danger" title={props.title}>
        {props.detail}
      </Notice>
    );
  }
  const { error, retry, shown } = props;
  if (error instanceof ApiError && error.status === 401) return <SessionEnded />;
  const [wait, requestId] = error instanceof ApiError ? [error.retryAfter, error.requestId] : [null, null];
  return (
    <Notice
      kind={shown === undefined ? "danger" : "warning"}
      title={titleOf(error)}
      actions={retry && <Retry key={requestId} wait={wait ?? 0} retry={retry} />}
    >
      <p>{error instanceof ApiError ? error.detail : "The page itself failed. Reload it."}</p>
      {shown !== undefined && (
        <p>What you see is from {new Date(shown).toLocaleTimeString(undefined, { timeStyle: "medium" })}.</p>
      )}
      {requestId !== null && (
        <p className="mt-2">
          Whoever you ask for help will want this number: <code className="font-mono">{requestId}</code>
        </p>
      )}
    </Notice>
  );
}

/** Asks again, as soon as the API said that it may. */
function Retry({ wait, retry }: { readonly wait: number; readonly retry: () => void }) {
  const left = useCountdown(wait);
  return (
    <Button size="small" disabled={left > 0} onClick={retry}>
      {left > 0 ? `Try again in ${String(left)} s` : "Try again"}
    </Button>
  );
}

function titleOf(error: unknown): string {
  if (!(error instanceof ApiError)) return "Something went wrong";
  if (error.status === 403) return "You may not do this";
  if (error.status === 404) return "There is nothing here for you";
  if (error.status === 429) return "That was a little fast";
  return error.passes ? "The API does not answer" : "This did not work";
}
