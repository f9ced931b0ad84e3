import { createContext, useContext } from "react";

import type { Me } from "@/api/types";

/** Who is signed in, for everything within a `Guard`. */
export const MeContext = createContext<Me | null>(null);

/**
 * Who is signed in.
 *
 * @throws Error outside of a `Guard`, where nobody may be.
 */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (me === null) throw new Error("useMe is for what stands within a Guard");
  return me;
}
