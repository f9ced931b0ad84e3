import { FIELD } from "@/ui/field-style";

import { shownTime, stepOf, timeOf } from "../schema/moment";
import { isNeeded, type TextShape } from "../schema/strings";
import type { FieldProps } from "./field-props";
import { Labelled } from "./labelled";
import { htmlPattern } from "./pattern";

interface TextFieldProps extends FieldProps {
  readonly shape: TextShape;
}

/** From so many letters on a text gets several lines. */
const LONG = 120;

/** What browsers have fields for, and how wide those are. */
const TYPES: Readonly<Record<string, readonly [type: string, width: string]>> = {
  date: ["date", "max-w-48"],
  time: ["time", "max-w-40"],
  email: ["email", "max-w-96"],
  uri: ["url", ""],
};

/** Asks for a text, a date, a time of day or an address. */
export function TextField({ shape, value, onChange, ...field }: TextFieldProps) {
  const text = typeof value === "string" ? value : "";
  const [type, width] = TYPES[shape.format ?? ""] ?? ["text", ""];
  const long = shape.format === null && shape.pattern === null && (shape.maxLength ?? 0) > LONG;
  const shown = type === "time" ? shownTime(text) : text;
  const change = (typed: string) => {
    onChange(type === "time" ? timeOf(typed, text) : typed);
  };
  return (
    <Labelled {...field}>
      {(control) => {
        const shared = {
          ...control,
          value: shown,
          minLength: shape.minLength ?? undefined,
          maxLength: shape.maxLength ?? undefined,
          required: isNeeded(shape),
        };
        return long ? (
          <>
            <textarea
              {...shared}
              rows={3}
              onChange={(event) => {
                change(event.target.value);
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
            type={type}
            step={type === "time" ? stepOf(shown) : undefined}
            pattern={htmlPattern(shape.pattern)}
            title={shape.pattern === null ? undefined : `As in ${shape.pattern}`}
            onChange={(event) => {
              change(event.target.value);
            }}
            className={`${FIELD} ${width}`}
          />
        );
      }}
    </Labelled>
  );
}
