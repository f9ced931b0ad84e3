import type { Json } from "../schema/json";

/** What every field of a form is given. */
export interface FieldProps {
  /** Where the value is, such as `welcome.limits.daily`; what the API names when it refuses. */
  readonly path: string;
  readonly label: string;
  readonly description: string | null;
  readonly value: Json;
  readonly onChange: (value: Json) => void;
}
