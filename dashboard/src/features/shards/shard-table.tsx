"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";

import { Card } from "@/ui/card";
import { SearchField } from "@/ui/search-field";

import type { Shard } from "./fleet";
import { type Column, filtered, type Order, sorted } from "./sorting";
import { StateBadge } from "./state-badge";
import { FAMILIES, type Family } from "./states";

const COLUMNS: readonly { readonly column: Column; readonly label: string; readonly className: string }[] = [
  { column: "id", label: "Shard", className: "w-20" },
  { column: "state", label: "State", className: "w-40" },
  { column: "pod", label: "Pod", className: "flex-1 max-sm:hidden" },
  { column: "guilds", label: "Guilds", className: "w-20 text-right" },
  { column: "latency", label: "Latency", className: "w-24 text-right max-sm:hidden" },
  { column: "events", label: "Events / s", className: "w-24 text-right max-md:hidden" },
];

const ROW = 40;

interface ShardTableProps {
  readonly shards: readonly Shard[];
  /** The family whose shards alone are wanted. */
  readonly wanted: Family | null;
  readonly open: (shardId: number) => void;
}

/** Every shard as a line; only the lines that can be seen are there. */
export function ShardTable({ shards, wanted, open }: ShardTableProps) {
  const [text, setText] = useState("");
  const [order, setOrder] = useState<Order>({ column: "id", down: false });
  const shown = useMemo(
    () => sorted(filtered(shards, { text, family: wanted }), order),
    [shards, text, wanted, order],
  );
  const scrolled = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- what it returns goes to nothing that is memoized
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scrolled.current,
    estimateSize: () => ROW,
    overscan: 8,
    useFlushSync: false, // lines come with the next frame: no scroll event waits for them
  });
  useEffect(() => {
    scrolled.current?.scrollTo({ top: 0 });
  }, [text, wanted, order]);
  return (
    <Card aria-label="Every shard" className="mt-6">
      <div className="flex flex-wrap items-center justify-between gap-3 p-4">
        <h2 className="font-semibold">Every shard</h2>
        <SearchField label="Filter by id, state or pod" value={text} onChange={setText} />
      </div>
      <div
        role="table"
        aria-label="Shards"
        aria-rowcount={shown.length + 1}
        className="border-t border-line text-sm"
      >
        <div role="rowgroup">
          <div role="row" aria-rowindex={1} className="flex gap-3 border-b border-line px-4">
            {COLUMNS.map(({ column, label, className }) => (
              <div
                key={column}
                role="columnheader"
                aria-sort={order.column === column ? (order.down ? "descending" : "ascending") : "none"}
                className={className}
              >
                <button
                  type="button"
                  className="py-2.5 font-medium text-ink-soft hover:text-ink"
                  onClick={() => {
                    setOrder({ column, down: order.column === column && !order.down });
                  }}
                >
                  {label}
                  {order.column === column && <span aria-hidden> {order.down ? "↓" : "↑"}</span>}
                </button>
              </div>
            ))}
          </div>
        </div>
        {/* A part of the page that scrolls has to be reachable by keys (WCAG 2.1.1). */}
        <div
          ref={scrolled}
          role="rowgroup"
          tabIndex={0}
          aria-label="Lines"
          className="contain-content max-h-96 overflow-y-auto"
        >
          <Spacer height={rows.getTotalSize()}>
            {rows.getVirtualItems().map(({ index, start, key }) => {
              const shard = shown[index];
              return shard && <Row key={key} shard={shard} start={start} index={index} open={open} />;
            })}
          </Spacer>
        </div>
      </div>
      {shown.length === 0 && (
        <p className="border-t border-line p-4 text-sm text-ink-soft">No shard is like that now.</p>
      )}
      <p role="status" className="border-t border-line px-4 py-2 text-xs text-ink-soft">
        {shown.length === shards.length
          ? `${shards.length.toLocaleString("en")} shards`
          : `${shown.length.toLocaleString("en")} of ${shards.length.toLocaleString("en")} shards`}
        {wanted !== null && `, only “${FAMILIES.find(({ family }) => family === wanted)?.label ?? ""}”`}
      </p>
    </Card>
  );
}

function Spacer({ height, children }: { readonly height: number; readonly children: React.ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (box.current) box.current.style.height = `${String(height)}px`;
  }, [height]);
  return (
    <div ref={box} role="presentation" className="relative">
      {children}
    </div>
  );
}

interface RowProps {
  readonly shard: Shard;
  readonly start: number;
  readonly index: number;
  readonly open: (shardId: number) => void;
}

/** A line; while one scrolls, those that stay are not drawn again. */
const Row = memo(function Row({ shard, start, index, open }: RowProps) {
  const row = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (row.current) row.current.style.translate = `0 ${String(start)}px`;
  }, [start]);
  return (
    <div
      ref={row}
      role="row"
      aria-rowindex={index + 2}
      className="absolute inset-x-0 top-0 flex h-10 items-center gap-3 border-b border-line px-4 tabular-nums hover:bg-sunken"
    >
      <div role="cell" className="w-20">
        <button
          type="button"
          className="font-medium text-accent underline-offset-2 hover:underline"
          onClick={() => {
            open(shard.id);
          }}
        >
          {shard.id}
          <span className="sr-only">, show its history</span>
        </button>
      </div>
      <div role="cell" className="w-40">
        <StateBadge state={shard.state} />
      </div>
      <div role="cell" className="min-w-0 flex-1 truncate font-mono text-xs max-sm:hidden">
        {shard.pod ?? "–"}
      </div>
      <div role="cell" className="w-20 text-right">
        {shard.guilds.toLocaleString("en")}
      </div>
      <div role="cell" className="w-24 text-right max-sm:hidden">
        {shard.latency === null ? "–" : `${String(shard.latency)} ms`}
      </div>
      <div role="cell" className="w-24 text-right max-md:hidden">
        {shard.events.toLocaleString("en")}
      </div>
    </div>
  );
});
