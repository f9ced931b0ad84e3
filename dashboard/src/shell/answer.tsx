"use client";

import type { ReactNode } from "react";

import { ApiError } from "@/api/problem";

import { Failure } from "./failure";

/** What became of a question to the API; results of TanStack Query are such. */
export interface Asked {
  readonly data: unknown;
  readonly error: unknown;
  /** When the data came, as `Date.now()` says it. */
  readonly dataUpdatedAt: number;
  readonly refetch: () => Promise<unknown>;
}

/** Whether there is nothing to show: nothing came yet, or who asks may no longer see it. */
export function isRefused({ data, error }: Asked): boolean {
  return Boolean(error) && (data === undefined || takenAway(error));
}

function takenAway(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 403 || error.status === 404);
}

interface AnswerProps<Data> {
  readonly of: Asked & { readonly data: Data | undefined };
  /** What stands there until the answer comes. */
  readonly loading: ReactNode;
  readonly children: (data: Data) => ReactNode;
}

/**
 * Shows what the API answered. When it cannot be asked again, what came before stays, with what somebody typed into
 * it, and its age is said.
 */
export function Answer<Data>({ of: asked, loading, children }: AnswerProps<Data>) {
  const retry = () => void asked.refetch();
  if (isRefused(asked)) return <Failure error={asked.error} retry={retry} />;
  if (asked.data === undefined) return loading;
  return (
    <>
      <Outdated of={asked} />
      {children(asked.data)}
    </>
  );
}

/** Says that what is shown is old, and why, if it could not be asked for again. */
export function Outdated({ of: { data, error, dataUpdatedAt, refetch } }: { readonly of: Asked }) {
  if (!error || data === undefined) return null;
  return (
    <div className="mb-6">
      <Failure error={error} retry={() => void refetch()} shown={dataUpdatedAt} />
    </div>
  );
}
