import { FIELD } from "@/ui/field-style";

import type { Shape } from "../schema/shape";
import { Labelled } from "./labelled";
import type { FieldProps } from "./value-field";

interface TextFieldProps extends FieldProps {
  readonly shape: Extract<Shape, { kind: "text" }>;
}

/** From so many letters on a text gets several lines. */
const LONG = 120;

const TYPES: Readonly<Record<string, string>> = {
  date: "date",
  time: "time",
  email: "email",
  uri: "url",
};

/** Asks for a text, a date, a time or an address. */
export function TextField({ shape, value, onChange, ...field }: TextFieldProps) {
  const text = typeof value === "string" ? value : "";
  const long = shape.format === null && (shape.maxLength ?? 0) > LONG;
  return (
    <Labelled {...field}>
      {(control) => {
        const shared = {
          ...control,
          value: text,
          minLength: shape.minLength ?? undefined,
          maxLength: shape.maxLength ?? undefined,
          required: (shape.minLength ?? 0) > 0,
        };
        return long ? (
          <>
            <textarea
              {...shared}
              rows={3}
              onChange={(event) => {
                onChange(event.target.value);
              }}
              className={`${FIELD} h-auto py-2`}
            />
            <p aria-hidden className="text-right text-xs text-ink-soft">
              {[...text].length} of {shape.maxLength}
            </p>
          </>
        ) : (
          <input
            {...shared}
            type={TYPES[shape.format ?? ""] ?? "text"}
            pattern={shape.pattern ?? undefined}
            onChange={(event) => {
              onChange(event.target.value);
            }}
            className={FIELD}
          />
        );
      }}
    </Labelled>
  );
}
