import type { PlaceShape } from "../../schema/strings";
import type { FieldProps } from "../field-props";
import { Labelled } from "../labelled";
import { PlaceBox } from "./place-box";

interface PlaceFieldProps extends FieldProps {
  readonly shape: PlaceShape;
  readonly optional?: boolean;
}

/** Asks for a channel, a role or a member. */
export function PlaceField({ shape, optional = false, value, onChange, ...field }: PlaceFieldProps) {
  return (
    <Labelled {...field}>
      {(control) => (
        <PlaceBox
          shape={shape}
          label={field.label}
          control={control}
          value={typeof value === "string" ? value : ""}
          required={!optional}
          choose={onChange}
          {...(optional && {
            clear: () => {
              onChange(null);
            },
          })}
        />
      )}
    </Labelled>
  );
}
