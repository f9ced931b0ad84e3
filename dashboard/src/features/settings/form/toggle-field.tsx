import type { FieldProps } from "./field-props";
import { Labelled } from "./labelled";

/** Asks for yes or no. */
export function ToggleField({ value, onChange, ...field }: FieldProps) {
  return (
    <Labelled {...field} beside>
      {(control) => (
        <input
          {...control}
          type="checkbox"
          role="switch"
          checked={value === true}
          onChange={(event) => {
            onChange(event.target.checked);
          }}
          className="relative h-6 w-11 shrink-0 cursor-pointer appearance-none rounded-full border border-line-strong bg-sunken transition-colors before:absolute before:left-1 before:top-[3px] before:size-4 before:rounded-full before:bg-line-strong before:transition-transform checked:border-accent checked:bg-accent checked:before:translate-x-4.5 checked:before:bg-on-accent"
        />
      )}
    </Labelled>
  );
}
