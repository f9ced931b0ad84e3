import { useId } from "react";

import { useFault } from "./faults";

/** What ties a control to its label, its explanation and what is wrong with it. */
export interface ControlProps {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean | undefined;
}

interface Notes {
  readonly control: ControlProps;
  readonly aboutId: string;
  readonly faultId: string;
  readonly fault: string | undefined;
}

/** What is said about the field at a path, and what ties it to the control. */
export function useNotes(path: string, description: string | null): Notes {
  const id = useId();
  const fault = useFault(path);
  const [aboutId, faultId] = [`${id}-about`, `${id}-fault`];
  const describedBy = [...(description === null ? [] : [aboutId]), ...(fault === undefined ? [] : [faultId])];
  return {
    control: {
      id,
      "aria-describedby": describedBy.join(" ") || undefined,
      "aria-invalid": fault === undefined ? undefined : true,
    },
    aboutId,
    faultId,
    fault,
  };
}
