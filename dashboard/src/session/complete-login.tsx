"use client";

import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useRef } from "react";

import { query } from "@/api/client";
import { Failure } from "@/shell/failure";
import { Button } from "@/ui/button";
import { Spinner } from "@/ui/spinner";

/** Hands the code of Discord to the API, once, and goes on to where the person wanted to be. */
export function CompleteLogin() {
  const search = useSearchParams();
  const router = useRouter();
  const begun = useRef(false);
  const { mutate, error } = query.useMutation("post", "/api/v1/auth/discord/callback");
  const [code, state] = [search.get("code"), search.get("state")];
  const denied = search.has("error");
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    if (code === null || state === null || denied) {
      router.replace("/?login=denied");
      return;
    }
    const body = { code, state };
    mutate(
      { body },
      {
        onSuccess: (answer) => {
          router.replace(answer.return_to);
        },
      },
    );
  }, [code, state, denied, mutate, router]);
  return (
    <main className="mx-auto max-w-md px-4 py-24 text-center">
      <h1 className="sr-only">Sign in</h1>
      {error ? (
        <div className="space-y-4 text-left">
          <Failure
            title="Signing in did not work"
            detail="The login took too long or began in another window."
          />
          <Button asChild>
            <Link href="/">Begin again</Link>
          </Button>
        </div>
      ) : (
        <p role="status" className="inline-flex items-center gap-3 text-ink-soft">
          <Spinner /> Signing in …
        </p>
      )}
    </main>
  );
}
