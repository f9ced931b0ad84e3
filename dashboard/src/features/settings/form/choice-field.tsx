import { FIELD } from "@/ui/field-style";

import { same } from "../schema/json";
import type { Choice } from "../schema/shape";
import { Labelled } from "./labelled";
import type { FieldProps } from "./field-props";

interface ChoiceFieldProps extends FieldProps {
  readonly choices: readonly Choice[];
}

/** Asks for one of several values; the system's own list is the one that works best on a phone. */
export function ChoiceField({ choices, value, onChange, ...field }: ChoiceFieldProps) {
  return (
    <Labelled {...field}>
      {(control) => (
        <select
          {...control}
          value={choices.findIndex((choice) => same(choice.value, value))}
          onChange={(event) => {
            onChange(choices[Number(event.target.value)]?.value ?? null);
          }}
          className={`${FIELD} max-w-72`}
        >
          {choices.map((choice, place) => (
            <option key={place} value={place}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}
