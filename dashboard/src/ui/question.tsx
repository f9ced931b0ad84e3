import { AlertDialog } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

import { Button } from "./button";

export interface Asked {
  readonly title: string;
  readonly text: ReactNode;
  /** What the button says that does it. */
  readonly action: string;
  readonly act: () => void;
}

interface QuestionProps extends Asked {
  readonly trigger: ReactElement;
}

/** A dialog with a question; it is open at first. */
export default function Question({ title, text, action, act, trigger }: QuestionProps) {
  return (
    <AlertDialog.Root defaultOpen>
      <AlertDialog.Trigger asChild>{trigger}</AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-30 bg-black/50" />
        <AlertDialog.Content className="fixed left-1/2 top-1/2 z-40 w-[min(28rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 rounded-card border border-line bg-surface p-6 shadow-card">
          <AlertDialog.Title className="text-lg font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description asChild>
            <div className="mt-2 text-sm text-ink-soft">{text}</div>
          </AlertDialog.Description>
          <div className="mt-6 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>Cancel</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button kind="danger" onClick={act}>
                {action}
              </Button>
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
