import type { Node } from "../schema/shape";
import { blank } from "../schema/values";
import { ToggleField } from "./toggle-field";
import { type FieldProps, ValueField } from "./value-field";

interface OptionalFieldProps extends FieldProps {
  readonly inner: Node;
}

/** Asks whether there is to be a value, and for it if so. */
export function OptionalField({ inner, label, description, value, onChange, path }: OptionalFieldProps) {
  return (
    <div className="space-y-2">
      <ToggleField
        path={value === null ? path : `${path}.`}
        label={label}
        description={description}
        value={value !== null}
        onChange={(wanted) => {
          onChange(wanted === true ? blank(inner) : null);
        }}
      />
      {value !== null && (
        <ValueField
          node={inner}
          path={path}
          label={`${label}: value`}
          description={null}
          value={value}
          onChange={onChange}
        />
      )}
    </div>
  );
}
