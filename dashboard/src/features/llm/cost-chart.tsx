"use client";

import type { PointerEvent } from "react";

import { classNames } from "@/ui/class-names";

import { costOf, dollars, NOTHING } from "./money";
import { axisEnd, barsOf, partLabel, totalsOf, type UsageOverTime } from "./over-time";

/** The fill of each line in turn; that of all others is another one. */
const FILLS = [
  "fill-series-1",
  "fill-series-2",
  "fill-series-3",
  "fill-series-4",
  "fill-series-5",
  "fill-series-6",
] as const;

interface CostChartProps {
  readonly usage: UsageOverTime;
  /** The part of the period that somebody looks at. */
  readonly pointed: number | null;
  readonly point: (part: number | null) => void;
}

/** A bar for each hour or day, of what each line cost; beneath it, whether something is not known. */
export function CostChart({ usage, pointed, point }: CostChartProps) {
  const { beginnings, step, lines } = usage;
  const bars = barsOf(usage);
  const totals = totalsOf(usage);
  const end = axisEnd(Math.max(...bars.map((bar) => bar.at(-1)?.to ?? 0)));
  const parts = beginnings.length;
  const labels = beginnings.map((beginning) => partLabel(beginning, step));
  const last = parts - 1;
  const shown = pointed ?? last;
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 text-xs text-ink-soft tabular-nums">
      <div aria-hidden className="flex h-56 flex-col justify-between text-right leading-none">
        {[end, end / 2, 0].map((tick) => (
          <span key={tick} className="-my-1.5">
            {dollars(tick)}
          </span>
        ))}
      </div>
      <div
        className="relative rounded-sm has-focus-visible:outline-2 has-focus-visible:outline-offset-4 has-focus-visible:outline-accent"
        onPointerMove={(event) => {
          point(partAt(event, parts));
        }}
        onPointerLeave={() => {
          point(null);
        }}
      >
        <svg
          aria-hidden
          viewBox={`0 0 ${String(parts)} 1`}
          preserveAspectRatio="none"
          className="block h-56 w-full"
        >
          {pointed !== null && <rect x={pointed} width="1" height="1" className="fill-sunken" />}
          {[0, 0.5, 1].map((height) => (
            <line
              key={height}
              x2={parts}
              y1={height}
              y2={height}
              vectorEffect="non-scaling-stroke"
              className="stroke-line"
            />
          ))}
          {bars.map((bar, part) =>
            bar.map(({ line, from, to }) => (
              <rect
                key={`${String(part)}-${String(line)}`}
                x={part + 0.14}
                width="0.72"
                y={1 - to / end}
                height={(to - from) / end}
                vectorEffect="non-scaling-stroke"
                className={classNames(
                  "stroke-surface",
                  lines[line]?.others == null ? FILLS[line] : "fill-series-others",
                )}
              />
            )),
          )}
        </svg>
        <svg
          aria-hidden
          viewBox={`0 0 ${String(parts)} 1`}
          preserveAspectRatio="none"
          className="mt-1 block h-1 w-full"
        >
          {totals.map(
            (total, part) =>
              total.attempts_without_cost > 0 && (
                <rect key={part} x={part + 0.14} width="0.72" height="1" className="fill-warning" />
              ),
          )}
        </svg>
        {/* What a person walks through with the arrow keys, or hears; those who point do so at the bars. */}
        <input
          type="range"
          aria-label={step === "hour" ? "Hour" : "Day"}
          aria-valuetext={`${labels[shown] ?? ""}: ${costOf(totals[shown] ?? NOTHING)}`}
          min={0}
          max={last}
          value={shown}
          onChange={(event) => {
            point(Number(event.target.value));
          }}
          onFocus={() => {
            point(shown);
          }}
          onBlur={() => {
            point(null);
          }}
          className="pointer-events-none absolute inset-0 size-full opacity-0"
        />
      </div>
      <span />
      <p aria-hidden className="mt-1 flex justify-between">
        {[0, Math.floor(last / 2), last].map((part) => (
          <span key={part}>{labels[part]}</span>
        ))}
      </p>
    </div>
  );
}

function partAt(event: PointerEvent<HTMLElement>, parts: number): number {
  const box = event.currentTarget.getBoundingClientRect();
  const part = Math.floor(((event.clientX - box.left) / box.width) * parts);
  return Math.max(0, Math.min(parts - 1, part));
}
