import type { ReactNode } from "react";

import { About, Fault } from "./notes";
import { useNotes } from "./use-notes";

interface GroupProps {
  readonly path: string;
  readonly label: string;
  readonly description: string | null;
  readonly children: ReactNode;
}

/** Several controls that belong together. */
export function Group({ path, label, description, children }: GroupProps) {
  const { control, aboutId, faultId, fault } = useNotes(path, description);
  return (
    <fieldset aria-describedby={control["aria-describedby"]} className="min-w-0">
      <legend className="break-words text-sm font-medium">{label}</legend>
      {description !== null && <About id={aboutId}>{description}</About>}
      {fault !== undefined && <Fault id={faultId}>{fault}</Fault>}
      <div className="mt-3 space-y-4 border-l-2 border-line pl-3 sm:pl-4">{children}</div>
    </fieldset>
  );
}
