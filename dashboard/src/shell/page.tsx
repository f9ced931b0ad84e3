"use client";

import type { ReactNode } from "react";

import { Guard } from "@/session/guard";

import { Header } from "./header";

/** A page with the header alone, for whoever is signed in. */
export function Page({ children }: { readonly children: ReactNode }) {
  return (
    <Guard>
      <Header />
      <main id="content" className="mx-auto max-w-6xl px-4 py-8 sm:px-6">
        {children}
      </main>
    </Guard>
  );
}
