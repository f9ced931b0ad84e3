import { lazy, Suspense } from "react";

import { Skeleton } from "@/ui/skeleton";

import type { PlaceBoxProps } from "./place-combobox";

const PlaceCombobox = lazy(() => import("./place-combobox"));

/** Asks for one channel, role or member; loaded by forms that do. */
export function PlaceBox(props: PlaceBoxProps) {
  return (
    <Suspense fallback={<Skeleton className="h-10" />}>
      <PlaceCombobox {...props} />
    </Suspense>
  );
}
