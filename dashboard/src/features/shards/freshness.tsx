"use client";

import { useEffect, useState } from "react";

import { Notice } from "@/ui/notice";

import type { Fleet } from "./fleet";

/** Says so when what is shown is old, how old, and why. */
export function Freshness({ fleet }: { readonly fleet: Fleet }) {
  const [now, setNow] = useState<number | null>(null);
  const late = fleet.connection === "lost" || fleet.connection === "away";
  useEffect(() => {
    if (!late) return;
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, [late]);
  if (!late) return null;
  const age =
    fleet.newsAt === null || now === null ? null : Math.max(0, Math.round((now - fleet.newsAt) / 1000));
  return (
    <div className="mt-4">
      <Notice
        kind="warning"
        title={
          fleet.connection === "away"
            ? "Redis does not answer the API"
            : "The connection is lost; trying again"
        }
      >
        {age === null ? "Nothing is known of the fleet yet." : `What you see is ${String(age)} seconds old.`}
      </Notice>
    </div>
  );
}
