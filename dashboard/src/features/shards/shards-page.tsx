"use client";

import { useSearchParams } from "next/navigation";
import { useState } from "react";

import { Card } from "@/ui/card";
import { Choice } from "@/ui/choice";
import { Empty } from "@/ui/empty";
import { Loading, Skeleton } from "@/ui/skeleton";

import type { Fleet } from "./fleet";
import { Freshness } from "./freshness";
import { GuildSearch } from "./guild-search";
import { HeatMap } from "./heat-map";
import { Legend, Scale } from "./legend";
import type { Measure } from "./paint";
import { ShardDrawer } from "./shard-drawer";
import { ShardTable } from "./shard-table";
import type { Family } from "./states";
import { useFleet } from "./use-fleet";

const MEASURES: readonly { readonly value: Measure; readonly label: string }[] = [
  { value: "state", label: "State" },
  { value: "latency", label: "Latency" },
  { value: "guilds", label: "Guilds" },
  { value: "events", label: "Events" },
];

/** The whole fleet, as it is now. */
export function ShardsPage() {
  const fleet = useFleet();
  const asked = useSearchParams().get("shard"); // other pages point at one of them
  const [opened, setOpened] = useState<number | null>(asked === null ? null : Number(asked));
  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div>
          <h1 className="text-2xl font-semibold tracking-tight">Shards</h1>
          <Figures fleet={fleet} />
        </div>
        <GuildSearch found={setOpened} />
      </div>
      <Freshness fleet={fleet} />
      {fleet.newsAt === null ? (
        <Loading what="Looking at the fleet">
          <Skeleton className="mt-6 h-80" />
        </Loading>
      ) : fleet.shards.length === 0 ? (
        <div className="mt-6">
          <Empty title="No shard has reported yet">
            As soon as a pod of the bot runs, its shards are here.{" "}
            <code className="font-mono">kubectl get bots</code> says what the operator waits for.
          </Empty>
        </div>
      ) : (
        <Picture fleet={fleet} open={setOpened} />
      )}
      <ShardDrawer
        shard={opened === null ? undefined : fleet.shards[opened]}
        close={() => {
          setOpened(null);
        }}
      />
    </>
  );
}

function Figures({ fleet }: { readonly fleet: Fleet }) {
  if (fleet.newsAt === null) return <Skeleton className="mt-2 h-5 w-64" />;
  const ready = fleet.shards.filter((shard) => shard.state === "ready").length;
  const guilds = fleet.shards.reduce((sum, shard) => sum + shard.guilds, 0);
  return (
    <p className="mt-1 text-sm text-ink-soft tabular-nums">
      {ready.toLocaleString("en")} of {fleet.shards.length.toLocaleString("en")} ready ·{" "}
      {guilds.toLocaleString("en")} guilds{fleet.generation !== null && ` · layout ${fleet.generation}`}
    </p>
  );
}

function Picture({ fleet, open }: { readonly fleet: Fleet; readonly open: (shardId: number) => void }) {
  const [measure, setMeasure] = useState<Measure>("state");
  const [wanted, setWanted] = useState<Family | null>(null);
  return (
    <>
      <Card aria-label="The fleet at a glance" className="mt-6 p-4 sm:p-5">
        <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-3">
          <Choice label="Colour by" options={MEASURES} value={measure} onChange={setMeasure} />
          <Legend shards={fleet.shards} wanted={wanted} want={setWanted} />
          {measure !== "state" && <Scale measure={measure} />}
        </div>
        <HeatMap shards={fleet.shards} measure={measure} wanted={wanted} open={open} />
      </Card>
      <ShardTable shards={fleet.shards} wanted={wanted} open={open} />
    </>
  );
}
