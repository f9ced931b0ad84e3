"use client";

import type { ReactNode } from "react";

import { Failure } from "@/shell/failure";
import { Loading, Skeleton } from "@/ui/skeleton";

import { useSession } from "./me";
import { MeContext, useMe } from "./me-context";
import { SignIn } from "./sign-in";

interface GuardProps {
  readonly children: ReactNode;
}

/** Shows a page to whoever is signed in; all others are asked to sign in, and come back to it. */
export function Guard({ children }: GuardProps) {
  const session = useSession();
  switch (session.is) {
    case "user":
      return <MeContext value={session.me}>{children}</MeContext>;
    case "nobody":
      return <SignIn />;
    case "away":
      return (
        <main className="mx-auto max-w-2xl px-4 py-16">
          <Failure error={session.error} retry={session.retry} />
        </main>
      );
    case "unknown":
      return (
        <Loading what="Signing in">
          <div className="mx-auto max-w-5xl space-y-4 px-4 py-10">
            <Skeleton className="h-8 w-56" />
            <Skeleton className="h-40" />
          </div>
        </Loading>
      );
  }
}

/** Shows something to the developer team alone. */
export function TeamOnly({ children }: { readonly children: ReactNode }) {
  if (useMe().team !== "none") return children;
  return (
    <Failure
      title="This page is for the developer team"
      detail="It shows the whole fleet. Your servers are on the start page."
    />
  );
}
