"use client";

import { Slot } from "radix-ui";
import { type ReactElement, type ReactNode, Suspense, useState } from "react";

interface DeferredProps {
  readonly button: ReactElement;
  readonly opens: "menu" | "dialog";
  /** Draws what the button opens, with the button; what it is made of comes by `lazy`, and is open at first. */
  readonly children: (trigger: ReactElement) => ReactNode;
}

/** A button whose menu or dialog is loaded when somebody wants it: most visits open none. */
export function Deferred({ button, opens, children }: DeferredProps) {
  const [wanted, setWanted] = useState(false);
  const waiting = (
    <Slot.Root
      aria-haspopup={opens}
      aria-expanded={false}
      onClick={() => {
        setWanted(true);
      }}
    >
      {button}
    </Slot.Root>
  );
  return <Suspense fallback={waiting}>{wanted ? children(button) : waiting}</Suspense>;
}
