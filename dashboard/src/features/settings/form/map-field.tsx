import { useState } from "react";

import { Button } from "@/ui/button";
import { FIELD } from "@/ui/field-style";

import { isObject } from "../schema/json";
import type { Node } from "../schema/shape";
import { blank } from "../schema/values";
import { Group } from "./group";
import { type FieldProps, ValueField } from "./value-field";

interface MapFieldProps extends FieldProps {
  readonly inner: Node;
}

/** Asks for values under names that a person gives. */
export function MapField({ inner, path, label, description, value, onChange }: MapFieldProps) {
  const [name, setName] = useState("");
  const entries = isObject(value) ? value : {};
  const free = name !== "" && !Object.hasOwn(entries, name);
  return (
    <Group path={path} label={label} description={description}>
      {Object.entries(entries).map(([key, item]) => (
        <div key={key} className="flex items-start gap-2">
          <div className="min-w-0 flex-1">
            <ValueField
              node={inner}
              path={`${path}.${key}`}
              label={key}
              description={null}
              value={item}
              onChange={(changed) => {
                onChange({ ...entries, [key]: changed });
              }}
            />
          </div>
          <Button
            size="small"
            className="mt-6"
            aria-label={`Remove ${key}`}
            onClick={() => {
              onChange(Object.fromEntries(Object.entries(entries).filter(([other]) => other !== key)));
            }}
          >
            Remove
          </Button>
        </div>
      ))}
      <div className="flex gap-2">
        <input
          aria-label={`A new name in ${label}`}
          placeholder="Name"
          value={name}
          onChange={(event) => {
            setName(event.target.value);
          }}
          className={`${FIELD} max-w-56`}
        />
        <Button
          disabled={!free}
          onClick={() => {
            onChange({ ...entries, [name]: blank(inner) });
            setName("");
          }}
        >
          Add
        </Button>
      </div>
    </Group>
  );
}
