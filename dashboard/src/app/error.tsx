"use client";

import { Failure } from "@/shell/failure";

interface ErrorPageProps {
  readonly error: Error;
  readonly reset: () => void;
}

/** What is shown when a page itself fails. */
export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <main className="mx-auto max-w-2xl space-y-4 px-4 py-16">
      <h1 className="text-2xl font-semibold tracking-tight">Fairlead</h1>
      <Failure error={error} retry={reset} />
    </main>
  );
}
