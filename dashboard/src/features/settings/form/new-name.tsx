import { useState } from "react";

import { Button } from "@/ui/button";
import { FIELD } from "@/ui/field-style";

import type { Shape } from "../schema/shape";
import { PlaceBox } from "./places/place-box";

interface NewNameProps {
  readonly keys: Shape;
  readonly label: string;
  readonly taken: readonly string[];
  readonly add: (name: string) => void;
}

/** Asks under which name there is to be one more value. */
export function NewName({ keys, label, taken, add }: NewNameProps) {
  const [typed, setTyped] = useState("");
  if (keys.kind === "place") {
    return (
      <PlaceBox shape={keys} label={`Add to ${label}`} control={{}} value="" without={taken} choose={add} />
    );
  }
  const choices =
    keys.kind === "choice" ? keys.choices.filter(({ value }) => !taken.includes(String(value))) : null;
  const name = choices === null || typed !== "" ? typed : String(choices[0]?.value ?? "");
  const shared = {
    "aria-label": `A new name in ${label}`,
    value: name,
    onChange: (event: { target: { value: string } }) => {
      setTyped(event.target.value);
    },
    className: `${FIELD} max-w-56`,
  };
  return (
    <div className="flex gap-2">
      {choices === null ? (
        <input
          {...shared}
          type={keys.kind === "text" && keys.format === "date" ? "date" : "text"}
          placeholder="Name"
        />
      ) : (
        <select {...shared}>
          {choices.map((choice) => (
            <option key={choice.label} value={String(choice.value)}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
      <Button
        disabled={name === "" || taken.includes(name)}
        aria-label={`Add to ${label}`}
        onClick={() => {
          add(name);
          setTyped("");
        }}
      >
        Add
      </Button>
    </div>
  );
}
