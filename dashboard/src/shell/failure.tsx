"use client";

import { ApiError } from "@/api/problem";
import { SignIn } from "@/session/sign-in";
import { Button } from "@/ui/button";
import { Notice } from "@/ui/notice";

type FailureProps =
  | { readonly error: unknown; readonly retry?: () => void }
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
  const { error, retry } = props;
  if (error instanceof ApiError && error.status === 401) return <SignIn expired />;
  return (
    <Notice
      kind="danger"
      title={titleOf(error)}
      actions={
        retry && (
          <Button size="small" onClick={retry}>
            Try again
          </Button>
        )
      }
    >
      <p>{error instanceof ApiError ? error.detail : "The page itself failed. Reload it."}</p>
      {error instanceof ApiError && error.requestId !== null && (
        <p className="mt-2">
          Whoever you ask for help will want this number: <code className="font-mono">{error.requestId}</code>
        </p>
      )}
    </Notice>
  );
}

function titleOf(error: unknown): string {
  if (!(error instanceof ApiError)) return "Something went wrong";
  if (error.status === 403) return "You may not do this";
  if (error.status === 404) return "There is nothing here for you";
  if (error.status === 429) return "That was a little fast";
  return error.passes ? "The API does not answer" : "This did not work";
}
