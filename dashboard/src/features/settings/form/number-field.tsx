import { useState } from "react";

import { FIELD } from "@/ui/field-style";

import { type NumberShape, rangeOf } from "../schema/numbers";
import type { FieldProps } from "./field-props";
import { Labelled } from "./labelled";

interface NumberFieldProps extends FieldProps {
  readonly shape: NumberShape;
}

/** Asks for a number, and says between which it may be. */
export function NumberField({ shape, value, onChange, description, ...field }: NumberFieldProps) {
  // What is typed is no number at every moment ("-", "1."); it stays as it was typed while it means the same.
  const [typed, setTyped] = useState("");
  const shown =
    typed !== "" && Number(typed) === value ? typed : typeof value === "number" ? String(value) : "";
  const steps = shape.step === null || shape.step === 1 ? null : `In steps of ${String(shape.step)}.`;
  return (
    <Labelled {...field} description={[description, rangeOf(shape), steps].filter(Boolean).join(" ") || null}>
      {(control) => (
        <input
          {...control}
          type="number"
          inputMode={shape.integer ? "numeric" : "decimal"}
          value={shown}
          min={shape.minimum ?? undefined}
          max={shape.maximum ?? undefined}
          step={shape.step ?? (shape.integer ? 1 : "any")}
          required
          onChange={(event) => {
            setTyped(event.target.value);
            onChange(event.target.value === "" ? null : Number(event.target.value));
          }}
          className={`${FIELD} max-w-48 tabular-nums`}
        />
      )}
    </Labelled>
  );
}
