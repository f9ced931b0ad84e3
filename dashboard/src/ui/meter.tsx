import { useEffect, useRef } from "react";

import { classNames } from "./class-names";

interface MeterProps {
  readonly label: string;
  /** From 0 to 1. */
  readonly share: number;
  /** Whether there is so little that somebody should know. */
  readonly low?: boolean;
}

/** A part of a whole, as a bar. */
export function Meter({ label, share, low = false }: MeterProps) {
  const bar = useRef<HTMLDivElement>(null);
  const percent = Math.round(Math.max(0, Math.min(1, share)) * 100);
  useEffect(() => {
    if (bar.current) bar.current.style.width = `${String(percent)}%`;
  }, [percent]);
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className="mt-1.5 h-2 overflow-hidden rounded-full bg-sunken"
    >
      <div
        ref={bar}
        className={classNames("h-full rounded-full transition-[width]", low ? "bg-danger" : "bg-accent")}
      />
    </div>
  );
}
