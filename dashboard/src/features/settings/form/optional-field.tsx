import type { Node } from "../schema/node";
import { shapeOf } from "../schema/shape";
import { blank } from "../schema/values";
import type { FieldProps } from "./field-props";
import { PlaceField } from "./places/place-field";
import { ToggleField } from "./toggle-field";
import { ValueField } from "./value-field";

interface OptionalFieldProps extends FieldProps {
  readonly inner: Node;
}

/** Asks whether there is to be a value, and for it if so; one that is picked from a list may just be empty. */
export function OptionalField({ inner, ...field }: OptionalFieldProps) {
  const shape = shapeOf(inner);
  if (shape.kind === "place") return <PlaceField {...field} shape={shape} optional />;
  const { label, description, value, onChange, path } = field;
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
