import { useState } from "react";

import { FIELD } from "@/ui/field-style";

import { durationInWords, durationOf, secondsOf, type Unit, UNITS, unitOf } from "../schema/duration";
import type { FieldProps } from "./field-props";
import { Labelled } from "./labelled";

/** Asks for so many seconds, minutes, hours or days. */
export function DurationField({ value, onChange, ...field }: FieldProps) {
  const seconds = typeof value === "string" ? secondsOf(value) : null;
  const [chosen, choose] = useState<Unit | null>(null);
  const [typed, setTyped] = useState("");
  const unit = chosen ?? unitOf(seconds ?? 0);
  const amount = seconds === null ? null : seconds / unit.seconds;
  const shown = typed !== "" && Number(typed) === amount ? typed : amount === null ? "" : String(amount);
  const words = seconds === null ? "" : durationInWords(seconds);
  const plain =
    amount !== null && words.startsWith(`${amount.toLocaleString("en")} `) && !/\d .*\d /u.test(words);
  return (
    <Labelled {...field}>
      {(control) => (
        <>
          <div className="flex max-w-72 gap-2">
            <input
              {...control}
              type="number"
              inputMode="decimal"
              step="any"
              required
              value={shown}
              onChange={(event) => {
                choose(unit);
                setTyped(event.target.value);
                onChange(event.target.value === "" ? "" : durationOf(Number(event.target.value), unit));
              }}
              className={`${FIELD} min-w-0 flex-1 tabular-nums`}
            />
            <select
              aria-label={`Unit of ${field.label}`}
              value={UNITS.indexOf(unit)}
              onChange={(event) => {
                const wanted = UNITS[Number(event.target.value)];
                if (wanted === undefined) return;
                choose(wanted);
                if (amount !== null) onChange(durationOf(amount, wanted));
              }}
              className={`${FIELD} max-w-32`}
            >
              {UNITS.map(({ name }, place) => (
                <option key={name} value={place}>
                  {name}
                </option>
              ))}
            </select>
          </div>
          {words !== "" && !plain && <p className="mt-1 text-sm text-ink-soft">{words}</p>}
        </>
      )}
    </Labelled>
  );
}
