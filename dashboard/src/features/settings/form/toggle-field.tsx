import { Switch } from "radix-ui";
import { useId } from "react";

import { useFault } from "./faults";
import type { FieldProps } from "./value-field";

/** Asks for yes or no. */
export function ToggleField({ path, label, description, value, onChange }: FieldProps) {
  const id = useId();
  const fault = useFault(path);
  return (
    <div className="flex items-start justify-between gap-6">
      <div>
        <label htmlFor={id} className="block text-sm font-medium">
          {label}
        </label>
        {description !== null && (
          <p id={`${id}-about`} className="mt-0.5 text-sm text-ink-soft">
            {description}
          </p>
        )}
        {fault !== undefined && <p className="mt-1 text-sm text-danger">{fault}</p>}
      </div>
      <Switch.Root
        id={id}
        checked={value === true}
        onCheckedChange={onChange}
        aria-describedby={description === null ? undefined : `${id}-about`}
        className="relative h-6 w-11 shrink-0 rounded-full border border-line-strong bg-sunken transition-colors data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <Switch.Thumb className="block size-4 translate-x-1 rounded-full bg-line-strong transition-transform data-[state=checked]:translate-x-5.5 data-[state=checked]:bg-on-accent" />
      </Switch.Root>
    </div>
  );
}
