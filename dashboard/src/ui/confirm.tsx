"use client";

import { lazy, type ReactElement } from "react";

import { Deferred } from "./deferred";
import type { Asked } from "./question";

const Question = lazy(() => import("./question"));

interface ConfirmProps extends Asked {
  /** What asks the question when it is pressed. */
  readonly children: ReactElement;
}

/** Asks before something is done that others notice. */
export function Confirm({ children, ...asked }: ConfirmProps) {
  return (
    <Deferred button={children} opens="dialog">
      {(trigger) => <Question trigger={trigger} {...asked} />}
    </Deferred>
  );
}
