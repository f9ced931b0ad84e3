"use client";

import type { ReactNode } from "react";

import { Guard, TeamOnly } from "@/session/guard";

import { Header } from "./header";

/** A page for the developer team, as wide as the screen. */
export function TeamPage({ children }: { readonly children: ReactNode }) {
  return (
    <Guard>
      <Header />
      <main id="content" className="mx-auto max-w-[100rem] px-4 py-8 sm:px-6">
        <TeamOnly>{children}</TeamOnly>
      </main>
    </Guard>
  );
}
