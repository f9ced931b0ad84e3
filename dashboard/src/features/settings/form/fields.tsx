import { isObject } from "../schema/json";
import type { FieldOf } from "../schema/shape";
import { blank } from "../schema/values";
import type { FieldProps } from "./field-props";
import { ValueField } from "./value-field";

interface FieldsProps extends Pick<FieldProps, "path" | "value" | "onChange"> {
  readonly fields: readonly FieldOf[];
}

/** Asks for each field of an object. */
export function Fields({ fields, path, value, onChange }: FieldsProps) {
  const present = isObject(value) ? value : {};
  return fields.map(({ name, label, description, node }) => {
    const inner = present[name];
    return (
      <ValueField
        key={name}
        node={node}
        path={`${path}.${name}`}
        label={label}
        description={description}
        value={inner === undefined ? blank(node) : inner}
        onChange={(changed) => {
          onChange({ ...present, [name]: changed });
        }}
      />
    );
  });
}
