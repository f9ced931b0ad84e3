import type { Shard } from "./fleet";
import { type Family, FAMILIES, familyOf } from "./states";

/** What the colour of a cell tells. */
export type Measure = "state" | "latency" | "guilds" | "events";

const STEPS = 5;

/** From which on a figure gets the next colour: milliseconds, and events a second. */
const LIMITS = { latency: [60, 120, 250, 500], events: [1, 10, 50, 200] } as const;

/** The colours of the present theme. */
export interface Palette {
  readonly families: Readonly<Record<Family, string>>;
  readonly scale: readonly string[];
  readonly sign: string;
}

/** Reads the colours from the tokens of the theme. */
export function paletteOf(element: Element): Palette {
  // A token is `light-dark(…)`, which only a property of an element resolves.
  const probe = document.createElement("span");
  element.append(probe);
  const colour = (token: string) => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const families = Object.fromEntries(FAMILIES.map(({ family }) => [family, colour(`state-${family}`)]));
  const palette = {
    families: families as Record<Family, string>,
    scale: Array.from({ length: STEPS }, (_, step) => colour(`scale-${String(step + 1)}`)),
    sign: colour("surface"),
  };
  probe.remove();
  return palette;
}

/** Which of the colours of a scale a shard has; nothing where its figure is not known. */
export function stepOf(shard: Shard, measure: Exclude<Measure, "state">, mostGuilds: number): number | null {
  if (familyOf(shard.state) === "silent") return null;
  if (measure === "guilds")
    return mostGuilds === 0 ? 0 : Math.min(STEPS - 1, Math.floor((shard.guilds / mostGuilds) * STEPS));
  const figure = shard[measure];
  if (figure === null) return null;
  const step = LIMITS[measure].findIndex((limit) => figure < limit);
  return step < 0 ? STEPS - 1 : step;
}

/** Where cells lie: so many beside each other, each so many pixels wide, the gap included. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly cell: number;
}

const LARGEST = 34;
/** On a phone, 16,384 shards are then as high as its screen. */
const SMALLEST = 3;

/** The largest cells with which all fit into a width and, if that is possible, into a height. */
export function gridFor(count: number, width: number, height: number): Grid {
  for (let cell = LARGEST; cell >= SMALLEST; cell -= 1) {
    const columns = Math.max(1, Math.floor(width / cell));
    const rows = Math.ceil(count / columns);
    if (rows * cell <= height || cell === SMALLEST) return { columns, rows, cell };
  }
  throw new RangeError("cells have a size");
}

/** From this size on a cell has room for a sign beside its colour. */
const SIGN_FROM = 9;

/** How a picture is drawn. */
export interface Style {
  readonly grid: Grid;
  readonly measure: Measure;
  /** The guilds of the shard that has most, where that is what colours tell. */
  readonly mostGuilds: number;
  /** The family that somebody looks for: all others are faint. */
  readonly wanted: Family | null;
  readonly palette: Palette;
}

const FAINT = 0.18;

/** Draws one cell. */
export function paintCell(
  context: CanvasRenderingContext2D,
  { grid, measure, mostGuilds, wanted, palette }: Style,
  place: number,
  shard: Shard,
): void {
  const size = grid.cell - (grid.cell > 7 ? 2 : 1);
  const x = (place % grid.columns) * grid.cell;
  const y = Math.floor(place / grid.columns) * grid.cell;
  context.clearRect(x, y, grid.cell, grid.cell);
  const family = familyOf(shard.state);
  const step = measure === "state" ? null : stepOf(shard, measure, mostGuilds);
  const colour =
    step === null ? palette.families[measure === "state" ? family : "silent"] : palette.scale[step];
  context.fillStyle = colour ?? palette.sign;
  context.globalAlpha = wanted === null || wanted === family ? 1 : FAINT;
  if (family === "silent") {
    context.lineWidth = grid.cell > 7 ? 1.5 : 1;
    context.strokeStyle = palette.families.silent;
    context.strokeRect(x + 0.75, y + 0.75, size - 1.5, size - 1.5);
    return;
  }
  if (grid.cell < SIGN_FROM) {
    context.fillRect(x, y, size, size); // nobody sees corners there, and thousands of them take their time
    return;
  }
  context.beginPath();
  context.roundRect(x, y, size, size, Math.min(3, size / 4));
  context.fill();
  if (measure === "state") paintSign(context, family, x, y, size, palette.sign);
}

/** The signs tell families apart for whoever does not see the colours. */
function paintSign(
  context: CanvasRenderingContext2D,
  family: Family,
  x: number,
  y: number,
  size: number,
  colour: string,
): void {
  const [near, middle, far] = [size * 0.28, size * 0.5, size * 0.72];
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = Math.max(1.2, size / 11);
  context.beginPath();
  switch (family) {
    case "gone":
      context.moveTo(x + near, y + near);
      context.lineTo(x + far, y + far);
      context.moveTo(x + far, y + near);
      context.lineTo(x + near, y + far);
      break;
    case "quiet":
      context.moveTo(x + near, y + middle);
      context.lineTo(x + far, y + middle);
      break;
    case "arriving":
      context.arc(x + middle, y + middle, size * 0.14, 0, 2 * Math.PI);
      context.fill();
      return;
    case "returning":
      context.moveTo(x + near, y + far);
      context.lineTo(x + far, y + near);
      break;
    case "moving":
      context.moveTo(x + near, y + near);
      context.lineTo(x + far, y + middle);
      context.lineTo(x + near, y + far);
      break;
    default:
      return;
  }
  context.stroke();
}
