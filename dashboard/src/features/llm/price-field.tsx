import { useId } from "react";

import { FIELD } from "@/ui/field-style";

interface PriceFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** What the API has against it. */
  readonly fault: string | undefined;
  readonly required?: boolean;
  readonly placeholder?: string;
  /** How people write it on a phone. */
  readonly inputMode?: "decimal" | "text";
}

/** A field of a model's prices, and what is wrong with what was typed. */
export function PriceField({
  label,
  value,
  onChange,
  fault,
  required,
  placeholder,
  inputMode = "decimal",
}: PriceFieldProps) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="block text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        value={value}
        required={required}
        placeholder={placeholder}
        inputMode={inputMode}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={fault === undefined ? undefined : true}
        aria-describedby={fault === undefined ? undefined : `${id}-fault`}
        onChange={(event) => {
          onChange(event.target.value);
        }}
        className={`${FIELD} mt-1.5`}
      />
      {fault !== undefined && (
        <p id={`${id}-fault`} className="mt-1 text-sm text-danger">
          {fault}
        </p>
      )}
    </div>
  );
}
