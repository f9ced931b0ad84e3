"use client";

import {
  type KeyboardEvent,
  type PointerEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";

import { onThemeChange } from "@/theme/theme";

import type { Shard } from "./fleet";
import { type Grid, gridFor, type Measure, paintCell, type Palette, paletteOf } from "./paint";
import { type Family, stateLabel } from "./states";

interface HeatMapProps {
  readonly shards: readonly Shard[];
  readonly measure: Measure;
  /** The family that somebody looks for. */
  readonly wanted: Family | null;
  /** Called when a person wants to know more of a shard. */
  readonly open: (shardId: number) => void;
}

/** A part of the window's height that the picture takes at most. */
const HEIGHT = 0.55;

/** The whole fleet as a picture: a cell for each shard, on a canvas, since it may have thousands. */
export function HeatMap({ shards, measure, wanted, open }: HeatMapProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<{ shards: readonly (Shard | undefined)[]; key: string }>({ shards: [], key: "" });
  const [width, setWidth] = useState(0);
  const [palette, setPalette] = useState<Palette | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const about = useId();
  const grid = gridFor(
    shards.length,
    width || 1,
    typeof window === "undefined" ? 400 : window.innerHeight * HEIGHT,
  );

  // Before the first paint: a picture of another height would push the table down.
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    setWidth(element.clientWidth);
    const look = () => {
      setPalette(paletteOf(element));
    };
    const observer = new ResizeObserver(([entry]) => {
      setWidth(Math.floor(entry?.contentRect.width ?? 0));
    });
    observer.observe(element);
    look();
    const stop = onThemeChange(look);
    return () => {
      observer.disconnect();
      stop();
    };
  }, []);

  // Before the browser paints, so that news is seen in the same frame as in the table.
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || palette === null || width === 0) return;
    const mostGuilds =
      measure === "guilds" ? shards.reduce((most, shard) => Math.max(most, shard.guilds), 0) : 0;
    const style = { grid, measure, mostGuilds, wanted, palette };
    const key = JSON.stringify([style, shards.length]);
    const before = drawn.current;
    if (before.key !== key) prepare(context, grid);
    for (const [place, shard] of shards.entries()) {
      // An event brings the same object again for a shard that did not change: only what changed is drawn.
      if (before.key === key && before.shards[place] === shard) continue;
      paintCell(context, style, place, shard);
    }
    drawn.current = { shards, key };
  });

  const point = (place: number) => {
    setPointed(Math.max(0, Math.min(shards.length - 1, place)));
  };
  const shard = pointed === null ? undefined : shards[pointed];
  return (
    <div ref={frame} className="relative">
      <div
        role="application"
        aria-roledescription="heat map"
        aria-label={`${String(shards.length)} shards`}
        aria-describedby={about}
        tabIndex={0}
        className="relative rounded-md"
        onKeyDown={(event) => {
          move(event, pointed ?? 0, grid, shards.length, point, open);
        }}
        onFocus={() => {
          if (pointed === null) point(0);
        }}
        onPointerMove={(event) => {
          setPointed(placeAt(event, grid, shards.length));
        }}
        onPointerLeave={() => {
          setPointed(null);
        }}
        onClick={() => {
          if (shard) open(shard.id);
        }}
      >
        <canvas ref={canvas} className="block" />
        {pointed !== null && shard && <Cursor place={pointed} grid={grid} />}
      </div>
      <p id={about} className="sr-only">
        Arrow keys go from shard to shard, Enter opens one.
      </p>
      <p aria-live="polite" className="mt-2 min-h-5 text-sm text-ink-soft tabular-nums">
        {shard ? describe(shard) : "Point at a cell, or walk through them with the arrow keys."}
      </p>
    </div>
  );
}

function Cursor({ place, grid }: { readonly place: number; readonly grid: Grid }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The policy of the page forbids styles in HTML; a script may set them.
    const style = box.current?.style;
    if (!style) return;
    style.width = style.height = `${String(grid.cell + 2)}px`;
    style.translate = `${String((place % grid.columns) * grid.cell - 2)}px ${String(Math.floor(place / grid.columns) * grid.cell - 2)}px`;
  }, [place, grid]);
  return (
    <div
      ref={box}
      aria-hidden
      className="pointer-events-none absolute left-0 top-0 rounded-md border-2 border-ink"
    />
  );
}

/** Makes the canvas as large as its grid, sharp on every screen, and empty. */
function prepare(context: CanvasRenderingContext2D, grid: Grid): void {
  const { canvas } = context;
  const ratio = window.devicePixelRatio;
  const [width, height] = [grid.columns * grid.cell, grid.rows * grid.cell];
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.style.width = `${String(width)}px`;
  canvas.style.height = `${String(height)}px`;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
}

function placeAt(event: PointerEvent<HTMLElement>, grid: Grid, count: number): number | null {
  const box = event.currentTarget.getBoundingClientRect();
  const column = Math.floor((event.clientX - box.left) / grid.cell);
  const place = Math.floor((event.clientY - box.top) / grid.cell) * grid.columns + column;
  return column < grid.columns && place >= 0 && place < count ? place : null;
}

function move(
  event: KeyboardEvent,
  place: number,
  grid: Grid,
  count: number,
  point: (place: number) => void,
  open: (place: number) => void,
): void {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: place - 1,
    ArrowRight: place + 1,
    ArrowUp: place - grid.columns,
    ArrowDown: place + grid.columns,
    Home: 0,
    End: count - 1,
  };
  const to = steps[event.key];
  if (event.key === "Enter" || event.key === " ") open(place);
  else if (to === undefined) return;
  else if (to >= 0 && to < count) point(to);
  event.preventDefault();
}

/** A shard in one line. */
export function describe(shard: Shard): string {
  const parts = [`Shard ${String(shard.id)}: ${stateLabel(shard.state).toLowerCase()}`];
  if (shard.pod !== null) parts.push(`in ${shard.pod}`);
  parts.push(`${shard.guilds.toLocaleString("en")} guilds`);
  if (shard.latency !== null) parts.push(`${String(shard.latency)} ms`);
  parts.push(`${shard.events.toLocaleString("en")} events a second`);
  return parts.join(", ");
}
