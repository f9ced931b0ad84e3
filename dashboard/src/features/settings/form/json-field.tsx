import { useState } from "react";

import { FIELD } from "@/ui/field-style";

import { type Json, same } from "../schema/json";
import { Labelled } from "./labelled";
import type { FieldProps } from "./field-props";

/** Asks for a value that may have any form, as JSON. */
export function JsonField({ value, onChange, description, ...field }: FieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const parsed = typed === null ? undefined : parse(typed);
  const shown =
    typed !== null && (parsed === undefined || same(parsed, value)) ? typed : JSON.stringify(value, null, 2);
  return (
    <Labelled {...field} description={description ?? "As JSON."}>
      {(control) => (
        <>
          <textarea
            {...control}
            ref={(field) => {
              field?.setCustomValidity(typed !== null && parsed === undefined ? "This is not JSON yet." : "");
            }}
            rows={Math.min(10, shown.split("\n").length + 1)}
            spellCheck={false}
            value={shown}
            onChange={(event) => {
              setTyped(event.target.value);
              const changed = parse(event.target.value);
              if (changed !== undefined) onChange(changed);
            }}
            className={`${FIELD} h-auto py-2 font-mono text-xs`}
          />
          {typed !== null && parsed === undefined && (
            <p role="status" className="mt-1 text-sm text-danger">
              This is not JSON yet; the last value that was is kept.
            </p>
          )}
        </>
      )}
    </Labelled>
  );
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
