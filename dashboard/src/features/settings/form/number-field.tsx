import { useState } from "react";

import { FIELD } from "@/ui/field-style";

import type { Shape } from "../schema/shape";
import { Labelled } from "./labelled";
import type { FieldProps } from "./value-field";

interface NumberFieldProps extends FieldProps {
  readonly shape: Extract<Shape, { kind: "number" }>;
}

/** Asks for a number, and says between which it may be. */
export function NumberField({ shape, value, onChange, description, ...field }: NumberFieldProps) {
  // What is typed is no number at every moment ("-", "1."); it stays as it was typed while it means the same.
  const [typed, setTyped] = useState("");
  const shown =
    typed !== "" && Number(typed) === value ? typed : typeof value === "number" ? String(value) : typed;
  return (
    <Labelled {...field} description={[description, rangeOf(shape)].filter(Boolean).join(" ") || null}>
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

function rangeOf({ minimum, maximum }: NumberFieldProps["shape"]): string | null {
  if (minimum !== null && maximum !== null) return `From ${format(minimum)} to ${format(maximum)}.`;
  if (minimum !== null) return `${format(minimum)} or more.`;
  return maximum === null ? null : `${format(maximum)} or less.`;
}

function format(number: number): string {
  return number.toLocaleString("en");
}
