import { FIELD } from "@/ui/field-style";

import type { Node } from "../schema/shape";
import { blank, optionOf } from "../schema/values";
import { Group } from "./group";
import { Labelled } from "./labelled";
import { type FieldProps, ValueField } from "./value-field";

interface UnionFieldProps extends FieldProps {
  readonly options: readonly { readonly label: string; readonly node: Node }[];
}

/** Asks which kind of value there is to be, and for one of that kind. */
export function UnionField({ options, path, label, description, value, onChange }: UnionFieldProps) {
  const present = optionOf(options, value);
  const option = options[present];
  return (
    <Group path={path} label={label} description={description}>
      <Labelled path={`${path}.`} label={`Kind of ${label}`} description={null}>
        {(control) => (
          <select
            {...control}
            value={present}
            onChange={(event) => {
              const chosen = options[Number(event.target.value)];
              if (chosen) onChange(blank(chosen.node));
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
      {option && (
        <ValueField
          node={option.node}
          path={path}
          label={option.label}
          description={null}
          value={value}
          onChange={onChange}
        />
      )}
    </Group>
  );
}
