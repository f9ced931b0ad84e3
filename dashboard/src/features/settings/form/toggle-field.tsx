import { Switch } from "radix-ui";

import { Labelled } from "./labelled";
import type { FieldProps } from "./field-props";

/** Asks for yes or no. */
export function ToggleField({ value, onChange, ...field }: FieldProps) {
  return (
    <Labelled {...field} beside>
      {(control) => (
        <Switch.Root
          {...control}
          checked={value === true}
          onCheckedChange={onChange}
          className="relative h-6 w-11 shrink-0 rounded-full border border-line-strong bg-sunken transition-colors data-[state=checked]:border-accent data-[state=checked]:bg-accent"
        >
          <Switch.Thumb className="block size-4 translate-x-1 rounded-full bg-line-strong transition-transform data-[state=checked]:translate-x-5.5 data-[state=checked]:bg-on-accent" />
        </Switch.Root>
      )}
    </Labelled>
  );
}
