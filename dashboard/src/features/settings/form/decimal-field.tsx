import { FIELD } from "@/ui/field-style";

import { rangeOf } from "../schema/numbers";
import type { StringShape } from "../schema/strings";
import type { FieldProps } from "./field-props";
import { Labelled } from "./labelled";

interface DecimalFieldProps extends FieldProps {
  readonly shape: Extract<StringShape, { kind: "decimal" }>;
}

/** Asks for a number that is kept digit by digit, as money is. */
export function DecimalField({ shape, value, onChange, description, ...field }: DecimalFieldProps) {
  return (
    <Labelled {...field} description={[description, rangeOf(shape)].filter(Boolean).join(" ") || null}>
      {(control) => (
        <input
          {...control}
          type="number"
          inputMode="decimal"
          value={typeof value === "string" ? value : ""}
          min={shape.minimum ?? undefined}
          max={shape.maximum ?? undefined}
          step="any"
          required
          onChange={(event) => {
            onChange(event.target.value);
          }}
          className={`${FIELD} max-w-48 tabular-nums`}
        />
      )}
    </Labelled>
  );
}
