import { classNames } from "@/ui/class-names";
import { CloseIcon } from "@/ui/icons";

import type { Json } from "../../schema/json";
import type { ListShape } from "../../schema/shape";
import type { PlaceShape } from "../../schema/strings";
import type { FieldProps } from "../field-props";
import { Labelled } from "../labelled";
import { PlaceBox } from "./place-box";
import { goneLabel, usePlace } from "./use-place";

interface PlacesFieldProps extends FieldProps {
  readonly shape: ListShape;
  readonly item: PlaceShape;
}

/** Asks for any number of channels, roles or members, each once. */
export function PlacesField({ shape, item, value, onChange, ...field }: PlacesFieldProps) {
  const ids = Array.isArray(value) ? (value as readonly Json[]).filter((id) => typeof id === "string") : [];
  const full = shape.maxItems !== null && ids.length >= shape.maxItems;
  return (
    <Labelled {...field}>
      {(control) => (
        <div className="space-y-2">
          {ids.length > 0 && (
            <ul aria-label={`Chosen for ${field.label}`} className="flex flex-wrap gap-2">
              {ids.map((id) => (
                <Chosen
                  key={id}
                  shape={item}
                  id={id}
                  remove={
                    ids.length > shape.minItems
                      ? () => {
                          onChange(ids.filter((other) => other !== id));
                        }
                      : null
                  }
                />
              ))}
            </ul>
          )}
          {!full && (
            <PlaceBox
              shape={item}
              label={field.label}
              control={control}
              value=""
              without={ids}
              choose={(id) => {
                onChange([...ids, id]);
              }}
            />
          )}
        </div>
      )}
    </Labelled>
  );
}

interface ChosenProps {
  readonly shape: PlaceShape;
  readonly id: string;
  readonly remove: (() => void) | null;
}

function Chosen({ shape, id, remove }: ChosenProps) {
  const { option, gone } = usePlace(shape, id);
  const label = gone ? goneLabel(shape, id) : (option?.label ?? id);
  return (
    <li
      className={classNames(
        "flex min-w-0 items-center gap-1.5 rounded-full border py-1 pl-3 pr-1 text-sm",
        gone ? "border-warning bg-warning-soft text-warning" : "border-line bg-sunken",
      )}
    >
      {option?.icon}
      <span className="truncate">{label}</span>
      {remove !== null && (
        <button
          type="button"
          aria-label={`Remove ${label}`}
          onClick={remove}
          className="rounded-full p-1 text-ink-soft hover:bg-surface hover:text-ink [&_svg]:size-4"
        >
          <CloseIcon />
        </button>
      )}
    </li>
  );
}
