"use client";

import { notFound } from "next/navigation";
import { createElement, Suspense } from "react";

import { Loading, Skeleton } from "@/ui/skeleton";

import { plugins } from "./installed";
import type { PluginPageProps } from "./plugin";

interface Props extends PluginPageProps {
  readonly path: string;
}

/** Shows the page of a plugin. */
export function PluginPage({ guildId, path }: Props) {
  const page = plugins.page(path);
  if (page === undefined) notFound();
  return (
    <Suspense
      fallback={
        <Loading what="Loading the page">
          <Skeleton className="h-64" />
        </Loading>
      }
    >
      {createElement(page, { guildId })}
    </Suspense>
  );
}
