import type { Json } from "../schema/json";
import type { Node } from "../schema/node";
import { blank } from "../schema/values";
import type { FieldProps } from "./field-props";
import { Group } from "./group";
import { ValueField } from "./value-field";

interface TupleFieldProps extends FieldProps {
  readonly items: readonly Node[];
}

/** Asks for values that have each a place and a form of their own. */
export function TupleField({ items, path, label, description, value, onChange }: TupleFieldProps) {
  const given = Array.isArray(value) ? (value as readonly Json[]) : [];
  const present = items.map((item, place) => {
    const inner = given[place];
    return inner === undefined ? blank(item) : inner;
  });
  return (
    <Group path={path} label={label} description={description}>
      {items.map((item, place) => (
        <ValueField
          key={place}
          node={item}
          path={`${path}.${String(place)}`}
          label={`${label}, part ${String(place + 1)}`}
          description={null}
          value={present[place] ?? null}
          onChange={(changed) => {
            onChange(present.with(place, changed));
          }}
        />
      ))}
    </Group>
  );
}
