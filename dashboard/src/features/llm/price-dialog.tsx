"use client";

import { Dialog } from "radix-ui";
import { type ReactNode, useState } from "react";

import { PriceForm } from "./price-form";
import type { ModelPrices } from "./prices";

interface PriceDialogProps {
  /** The model whose prices are changed; without one, another model gets prices. */
  readonly model?: ModelPrices;
  /** What opens it. */
  readonly children: ReactNode;
}

/** Sets what a model costs. */
export function PriceDialog({ model, children }: PriceDialogProps) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>{children}</Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 bg-black/50" />
        <Dialog.Content className="fixed left-1/2 top-1/2 z-40 max-h-[calc(100dvh-2rem)] w-[min(34rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-card border border-line bg-surface p-6 shadow-card">
          <Dialog.Title className="break-words text-lg font-semibold">
            {model ? `Prices of ${model.model}` : "Add a model"}
          </Dialog.Title>
          <Dialog.Description className="mt-2 text-sm text-ink-soft">
            In US dollars, from now on; attempts that were made keep their cost. A price that is left empty is
            not known, and neither is then the cost of what it is for. The audit log says who set it.
          </Dialog.Description>
          <PriceForm
            model={model}
            done={() => {
              setOpen(false);
            }}
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
