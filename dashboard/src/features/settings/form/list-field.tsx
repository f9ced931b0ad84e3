import { Button } from "@/ui/button";

import type { Json } from "../schema/json";
import type { Shape } from "../schema/shape";
import { blank } from "../schema/values";
import { Group } from "./group";
import { type FieldProps, ValueField } from "./value-field";

interface ListFieldProps extends FieldProps {
  readonly shape: Extract<Shape, { kind: "list" }>;
}

/** Asks for any number of values. */
export function ListField({ shape, path, label, description, value, onChange }: ListFieldProps) {
  const items = Array.isArray(value) ? (value as readonly Json[]) : [];
  return (
    <Group path={path} label={label} description={description}>
      {items.length === 0 && <p className="text-sm text-ink-soft">There is none.</p>}
      {items.map((item, place) => (
        <div key={place} className="flex items-start gap-2">
          <div className="min-w-0 flex-1">
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
          </div>
          <Button
            size="small"
            className="mt-6"
            disabled={items.length <= shape.minItems}
            aria-label={`Remove ${label} ${String(place + 1)}`}
            onClick={() => {
              onChange(items.toSpliced(place, 1));
            }}
          >
            Remove
          </Button>
        </div>
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
