"use client";

import type { ReactNode } from "react";

import { Failure } from "@/shell/failure";
import { Loading, Skeleton } from "@/ui/skeleton";

import { useSession } from "./me";
import { MeContext, useMe } from "./me-context";
import { SessionEnded } from "./session-ended";
import { SignIn } from "./sign-in";

interface GuardProps {
  readonly children: ReactNode;
}

/** Shows a page to whoever is signed in; all others are asked to sign in, and come back to it. */
export function Guard({ children }: GuardProps) {
  const session = useSession();
  switch (session.is) {
    case "user":
      return (
        <MeContext value={session.me}>
          {session.ended && (
            <aside aria-label="Session" className="mx-auto max-w-6xl px-4 py-3 sm:px-6">
              <SessionEnded />
            </aside>
          )}
          {children}
        </MeContext>
      );
    case "nobody":
      return <SignIn />;
    case "away":
      return (
        <main className="mx-auto max-w-2xl space-y-4 px-4 py-16">
          <h1 className="text-2xl font-semibold tracking-tight">Fairlead</h1>
          <Failure error={session.error} retry={session.retry} />
        </main>
      );
    case "unknown":
      return (
        <main className="mx-auto max-w-6xl px-4 py-10 sm:px-6">
          <h1 className="sr-only">Fairlead</h1>
          <Loading what="Looking who you are">
            <div className="space-y-4">
              <Skeleton className="h-8 w-56" />
              <Skeleton className="h-40" />
            </div>
          </Loading>
        </main>
      );
  }
}

interface TeamOnlyProps {
  /** What everybody else sees in its place. */
  readonly otherwise?: ReactNode;
  readonly children: ReactNode;
}

/** Shows something to the developer team alone. Others are told so, unless there is something else for them. */
export function TeamOnly({ otherwise, children }: TeamOnlyProps) {
  if (useMe().team !== "none") return children;
  return (
    otherwise ?? (
      <Failure
        title="This page is for the developer team"
        detail="It shows the whole fleet. Your servers are on the start page."
      />
    )
  );
}
