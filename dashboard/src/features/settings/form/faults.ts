import { createContext, useContext } from "react";

/** What is wrong with which value, by the path of the field that shows it, such as `welcome.limits.daily`. */
export const Faults = createContext<ReadonlyMap<string, string>>(new Map());

/** What is wrong with one value. */
export function useFault(path: string): string | undefined {
  return useContext(Faults).get(path);
}
