import { isObject, type Json } from "../schema/json";
import type { Node } from "../schema/node";
import { type Shape, shapeOf } from "../schema/shape";
import { blank } from "../schema/values";
import type { FieldProps } from "./field-props";
import { Group } from "./group";
import { NewName } from "./new-name";
import { usePlaceLabel } from "./places/use-place";
import { Removable } from "./removable";
import { ValueField } from "./value-field";

interface MapFieldProps extends FieldProps {
  readonly keys: Node;
  readonly inner: Node;
}

/** Asks for values under names: those that a person gives, or of what is in a server. */
export function MapField({ keys, inner, path, label, description, value, onChange }: MapFieldProps) {
  const entries = isObject(value) ? value : {};
  const shape = shapeOf(keys);
  return (
    <Group path={path} label={label} description={description}>
      {Object.entries(entries).map(([name, item]) => (
        <Entry
          key={name}
          keys={shape}
          inner={inner}
          path={`${path}.${name}`}
          name={name}
          value={item}
          change={(changed) => {
            onChange({ ...entries, [name]: changed });
          }}
          remove={() => {
            onChange(Object.fromEntries(Object.entries(entries).filter(([other]) => other !== name)));
          }}
        />
      ))}
      <NewName
        keys={shape}
        label={label}
        taken={Object.keys(entries)}
        add={(name) => {
          onChange({ ...entries, [name]: blank(inner) });
        }}
      />
    </Group>
  );
}

interface EntryProps {
  readonly keys: Shape;
  readonly inner: Node;
  readonly path: string;
  readonly name: string;
  readonly value: Json;
  readonly change: (value: Json) => void;
  readonly remove: () => void;
}

function Entry({ keys, inner, path, name, value, change, remove }: EntryProps) {
  const placeLabel = usePlaceLabel(keys.kind === "place" ? keys : null, name);
  const choice = keys.kind === "choice" && keys.choices.find(({ value }) => String(value) === name);
  const label = choice ? choice.label : placeLabel;
  return (
    <Removable node={inner} label={label} remove={remove}>
      <ValueField node={inner} path={path} label={label} description={null} value={value} onChange={change} />
    </Removable>
  );
}
