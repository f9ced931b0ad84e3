"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { setNonce } from "get-nonce";
import { type ReactNode, useState } from "react";

import { makeQueryClient } from "@/api/query-client";

interface ProvidersProps {
  readonly nonce: string;
  readonly children: ReactNode;
}

/** What every page needs around it in the browser. */
export function Providers({ nonce, children }: ProvidersProps) {
  const [client] = useState(() => {
    setNonce(nonce); // dialogs keep the page behind them from scrolling by a style of their own
    return makeQueryClient();
  });
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
