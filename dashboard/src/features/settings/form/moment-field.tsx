import { FIELD } from "@/ui/field-style";

import { hasOffset, momentOf, shownMoment, stepOf } from "../schema/moment";
import type { StringShape } from "../schema/strings";
import type { FieldProps } from "./field-props";
import { Labelled } from "./labelled";

interface MomentFieldProps extends FieldProps {
  readonly shape: Extract<StringShape, { kind: "moment" }>;
}

/** Asks for a date with a time: in the time zone of whoever looks, unless the value is of no zone. */
export function MomentField({ shape, value, onChange, description, ...field }: MomentFieldProps) {
  const text = typeof value === "string" ? value : "";
  const zoned = hasOffset(text, shape.offset);
  const shown = shownMoment(text, zoned);
  const zone = zoned ? `In your time zone (${zoneName()}).` : null;
  return (
    <Labelled {...field} description={[description, zone].filter(Boolean).join(" ") || null}>
      {(control) => (
        <input
          {...control}
          type="datetime-local"
          value={shown}
          step={stepOf(shown)}
          required
          onChange={(event) => {
            onChange(momentOf(event.target.value, zoned));
          }}
          className={`${FIELD} max-w-64`}
        />
      )}
    </Labelled>
  );
}

function zoneName(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll("_", " ");
}
