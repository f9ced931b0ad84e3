import { Button } from "@/ui/button";

import type { Json } from "../schema/json";
import { type ListShape, shapeOf } from "../schema/shape";
import { blank } from "../schema/values";
import { ChoicesField } from "./choices-field";
import type { FieldProps } from "./field-props";
import { Group } from "./group";
import { PlacesField } from "./places/places-field";
import { Removable } from "./removable";
import { ValueField } from "./value-field";

interface ListFieldProps extends FieldProps {
  readonly shape: ListShape;
}

/** Asks for any number of values. */
export function ListField({ shape, ...field }: ListFieldProps) {
  const item = shapeOf(shape.item);
  if (item.kind === "place") return <PlacesField {...field} shape={shape} item={item} />;
  if (item.kind === "choice" && shape.unique) return <ChoicesField {...field} choices={item.choices} />;
  return <Items {...field} shape={shape} />;
}

function Items({ shape, path, label, description, value, onChange }: ListFieldProps) {
  const items = Array.isArray(value) ? (value as readonly Json[]) : [];
  return (
    <Group path={path} label={label} description={description}>
      {items.length === 0 && <p className="text-sm text-ink-soft">There is none.</p>}
      {items.map((item, place) => (
        <Removable
          key={place}
          node={shape.item}
          label={`${label} ${String(place + 1)}`}
          disabled={items.length <= shape.minItems}
          remove={() => {
            onChange(items.toSpliced(place, 1));
          }}
        >
          <ValueField
            node={shape.item}
            path={`${path}.${String(place)}`}
            label={`${label} ${String(place + 1)}`}
            description={null}
            value={item}
            onChange={(changed) => {
              onChange(items.with(place, changed));
            }}
          />
        </Removable>
      ))}
      <Button
        size="small"
        disabled={shape.maxItems !== null && items.length >= shape.maxItems}
        aria-label={`Add to ${label}`}
        onClick={() => {
          onChange([...items, blank(shape.item)]);
        }}
      >
        Add
      </Button>
    </Group>
  );
}
