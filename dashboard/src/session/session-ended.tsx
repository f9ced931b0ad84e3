"use client";

import { Button } from "@/ui/button";
import { Notice } from "@/ui/notice";

import { loginAddress } from "./me";
import { useReturnAddress } from "./return-address";
import { useUnsaved } from "./unsaved";

/** Says that the session ended, and lets a person begin another one without losing what they have not saved. */
export function SessionEnded() {
  const returnTo = useReturnAddress();
  const unsaved = useUnsaved();
  return (
    <Notice
      kind="warning"
      title="Your session ended"
      actions={
        <Button kind="primary" size="small" asChild>
          <a href={loginAddress(returnTo)} {...(unsaved && { target: "_blank" })}>
            Sign in again
          </a>
        </Button>
      }
    >
      {unsaved
        ? "Signing in opens a new tab. Your changes stay here; save them when you are back."
        : "Sign in again, and you are back on this page."}
    </Notice>
  );
}
