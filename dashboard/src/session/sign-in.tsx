"use client";

import { useSearchParams } from "next/navigation";

import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Mark } from "@/ui/mark";
import { Notice } from "@/ui/notice";

import { loginAddress } from "./me";
import { useReturnAddress } from "./return-address";

/** Sends a person to Discord, and from there back to this page. */
export function SignIn() {
  const denied = useSearchParams().get("login") === "denied";
  const returnTo = useReturnAddress();
  return (
    <main className="mx-auto flex min-h-[80dvh] max-w-md flex-col justify-center gap-4 px-4">
      {denied && (
        <Notice kind="warning" title="Discord did not sign you in">
          You declined there. Nothing was shared.
        </Notice>
      )}
      <Card className="px-6 py-10 text-center">
        <p className="flex items-center justify-center gap-2 font-semibold tracking-tight">
          <Mark />
          Fairlead
        </p>
        <h1 className="mt-6 text-xl font-semibold">Sign in</h1>
        <p className="mt-2 text-sm text-ink-soft">
          Settle what the bot does in your servers. Discord tells us who you are and which servers you are in,
          and nothing else.
        </p>
        <Button kind="primary" asChild className="mt-6 w-full">
          <a href={loginAddress(returnTo)}>Sign in with Discord</a>
        </Button>
      </Card>
    </main>
  );
}
