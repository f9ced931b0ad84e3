import { createContext, useContext } from "react";

/** What is wrong with which value, by the path of the value, such as `welcome.limits.daily`. */
export const Faults = createContext<ReadonlyMap<string, string>>(new Map());

/** What is wrong with one value. */
export function useFault(path: string): string | undefined {
  return useContext(Faults).get(path);
}

const PREFIX = "body.";

/** Takes the faults of a refused request apart from how the request was made. */
export function faultsOf(fields: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(
    [...fields].map(([field, message]) => [
      field.startsWith(PREFIX) ? field.slice(PREFIX.length) : field,
      message,
    ]),
  );
}
