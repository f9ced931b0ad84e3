import { useState } from "react";

import { FIELD } from "@/ui/field-style";

import type { Json } from "../schema/json";
import type { Node } from "../schema/node";
import { shapeOf } from "../schema/shape";
import { blank, hasForm, optionOf } from "../schema/values";
import type { FieldProps } from "./field-props";
import { Fields } from "./fields";
import { Group } from "./group";
import { Labelled } from "./labelled";
import { ValueField } from "./value-field";

interface UnionFieldProps extends FieldProps {
  readonly options: readonly { readonly label: string; readonly node: Node }[];
}

/** Asks which kind of value there is to be, and for one of that kind. */
export function UnionField({ options, path, label, description, value, onChange }: UnionFieldProps) {
  // A value may have several of the forms: it is of the one that was chosen as long as it has that.
  const [chosen, choose] = useState<number | null>(null);
  const wanted = chosen === null ? undefined : options[chosen];
  const present =
    chosen !== null && wanted !== undefined && (value === null || hasForm(wanted.node, value))
      ? chosen
      : optionOf(options, value);
  const option = options[present];
  const shape = option && shapeOf(option.node);
  const change = (changed: Json) => {
    choose(present);
    onChange(changed);
  };
  return (
    <Group path={path} label={label} description={description}>
      <Labelled path={`${path}.`} label={`Kind of ${label}`} description={null}>
        {(control) => (
          <select
            {...control}
            value={present}
            onChange={(event) => {
              const place = Number(event.target.value);
              const other = options[place];
              if (other === undefined) return;
              choose(place);
              onChange(blank(other.node));
            }}
            className={`${FIELD} max-w-72`}
          >
            {options.map((other, place) => (
              <option key={place} value={place}>
                {other.label}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      {option && shape?.kind === "object" ? (
        <Fields fields={shape.fields} path={path} value={value} onChange={change} />
      ) : (
        option && (
          <ValueField
            key={present}
            node={option.node}
            path={path}
            label={option.label}
            description={null}
            value={value}
            onChange={change}
          />
        )
      )}
    </Group>
  );
}
