import type { ReactNode } from "react";

import { classNames } from "@/ui/class-names";

import { About, Fault } from "./notes";
import { type ControlProps, useNotes } from "./use-notes";

interface LabelledProps {
  readonly path: string;
  readonly label: string;
  readonly description: string | null;
  /** Whether the control stands beside its label, as small ones do, and not below. */
  readonly beside?: boolean;
  readonly children: (control: ControlProps) => ReactNode;
}

/** A control with its label, its explanation, and what the API has against its value. */
export function Labelled({ path, label, description, beside = false, children }: LabelledProps) {
  const { control, aboutId, faultId, fault } = useNotes(path, description);
  return (
    <div className={classNames(beside && "flex items-start justify-between gap-6")}>
      <div className="min-w-0">
        <label htmlFor={control.id} className="block break-words text-sm font-medium">
          {label}
        </label>
        {description !== null && <About id={aboutId}>{description}</About>}
        {beside && fault !== undefined && <Fault id={faultId}>{fault}</Fault>}
      </div>
      <div className={classNames(!beside && "mt-1.5")}>{children(control)}</div>
      {!beside && fault !== undefined && <Fault id={faultId}>{fault}</Fault>}
    </div>
  );
}
