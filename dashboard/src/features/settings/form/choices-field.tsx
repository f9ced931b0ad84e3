import type { Json } from "../schema/json";
import { same } from "../schema/json";
import type { Choice } from "../schema/shape";
import type { FieldProps } from "./field-props";
import { Group } from "./group";

interface ChoicesFieldProps extends FieldProps {
  readonly choices: readonly Choice[];
}

/** Asks which of several values are to be in a set. */
export function ChoicesField({ choices, path, label, description, value, onChange }: ChoicesFieldProps) {
  const chosen = Array.isArray(value) ? (value as readonly Json[]) : [];
  return (
    <Group path={path} label={label} description={description}>
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        {choices.map((choice) => (
          <label key={choice.label} className="flex min-h-8 items-center gap-2 text-sm">
            <input
              type="checkbox"
              checked={chosen.some((item) => same(item, choice.value))}
              onChange={(event) => {
                const others = chosen.filter((item) => !same(item, choice.value));
                onChange(event.target.checked ? [...others, choice.value] : others);
              }}
              className="size-4 accent-accent"
            />
            {choice.label}
          </label>
        ))}
      </div>
    </Group>
  );
}
