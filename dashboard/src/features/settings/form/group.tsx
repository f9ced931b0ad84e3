import type { ReactNode } from "react";

import { useFault } from "./faults";

interface GroupProps {
  readonly path: string;
  readonly label: string;
  readonly description: string | null;
  readonly children: ReactNode;
}

/** Several controls that belong together. */
export function Group({ path, label, description, children }: GroupProps) {
  const fault = useFault(path);
  return (
    <fieldset className="min-w-0 border-l-2 border-line pl-4">
      <legend className="-ml-4 text-sm font-medium">{label}</legend>
      {description !== null && <p className="text-sm text-ink-soft">{description}</p>}
      {fault !== undefined && <p className="mt-1 text-sm text-danger">{fault}</p>}
      <div className="mt-3 space-y-4">{children}</div>
    </fieldset>
  );
}
