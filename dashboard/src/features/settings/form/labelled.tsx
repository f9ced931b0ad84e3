import { type ReactNode, useId } from "react";

import { useFault } from "./faults";

/** What ties a control to its label, its explanation and what is wrong with it. */
export interface ControlProps {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean | undefined;
}

interface LabelledProps {
  readonly path: string;
  readonly label: string;
  readonly description: string | null;
  readonly children: (control: ControlProps) => ReactNode;
}

/** A control under its label, with its explanation, and what the API has against its value. */
export function Labelled({ path, label, description, children }: LabelledProps) {
  const id = useId();
  const fault = useFault(path);
  const described = [description !== null && `${id}-about`, fault !== undefined && `${id}-fault`].filter(
    Boolean,
  );
  return (
    <div>
      <label htmlFor={id} className="block text-sm font-medium">
        {label}
      </label>
      {description !== null && (
        <p id={`${id}-about`} className="mt-0.5 text-sm text-ink-soft">
          {description}
        </p>
      )}
      <div className="mt-1.5">
        {children({
          id,
          "aria-describedby": described.length > 0 ? described.join(" ") : undefined,
          "aria-invalid": fault === undefined ? undefined : true,
        })}
      </div>
      {fault !== undefined && (
        <p id={`${id}-fault`} className="mt-1 text-sm text-danger">
          {fault}
        </p>
      )}
    </div>
  );
}
