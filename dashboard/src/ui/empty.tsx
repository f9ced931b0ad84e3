import type { ReactNode } from "react";

interface EmptyProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** Stands where there is nothing, and says what to do. */
export function Empty({ title, children }: EmptyProps) {
  return (
    <div className="rounded-card border border-dashed border-line-strong px-6 py-12 text-center">
      <p className="font-semibold">{title}</p>
      <div className="mx-auto mt-2 max-w-md text-sm text-ink-soft">{children}</div>
    </div>
  );
}
