"use client";

import { AlertDialog } from "radix-ui";
import { useState } from "react";

import { Button } from "@/ui/button";

import type { Conflict, Merged, Values } from "./merge";
import type { Json } from "./schema/json";
import { fieldLabel } from "./schema/labels";

interface ConflictDialogProps {
  readonly merged: Merged;
  readonly cancel: () => void;
  readonly settle: (values: Values) => void;
}

/** Shows what two people wanted side by side, and has this one choose for each field. */
export default function ConflictDialog({ merged, cancel, settle }: ConflictDialogProps) {
  const [theirs, setTheirs] = useState<ReadonlySet<Conflict>>(new Set());
  const choose = (conflict: Conflict, takeTheirs: boolean) => {
    const chosen = new Set(theirs);
    if (takeTheirs) chosen.add(conflict);
    else chosen.delete(conflict);
    setTheirs(chosen);
  };
  return (
    <AlertDialog.Root
      open
      onOpenChange={(open) => {
        if (!open) cancel();
      }}
    >
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-30 bg-black/50" />
        <AlertDialog.Content className="fixed left-1/2 top-1/2 z-40 max-h-[calc(100dvh-2rem)] w-[min(42rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-card border border-line bg-surface p-6 shadow-card">
          <AlertDialog.Title className="text-lg font-semibold">
            Somebody else changed the same
          </AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-sm text-ink-soft">
            While you were at it, these were saved by somebody else. Everything else is joined; here you
            choose.
          </AlertDialog.Description>
          <div className="mt-5 space-y-5">
            {merged.conflicts.map((conflict) => (
              <fieldset key={`${conflict.key}.${conflict.field}`}>
                <legend className="text-sm font-medium">
                  {fieldLabel(conflict.key, undefined)}: {fieldLabel(conflict.field, undefined)}
                </legend>
                <div className="mt-2 grid gap-2 sm:grid-cols-2">
                  <Side
                    name={conflict}
                    label="Yours"
                    value={conflict.mine}
                    chosen={!theirs.has(conflict)}
                    choose={() => {
                      choose(conflict, false);
                    }}
                  />
                  <Side
                    name={conflict}
                    label="Theirs"
                    value={conflict.theirs}
                    chosen={theirs.has(conflict)}
                    choose={() => {
                      choose(conflict, true);
                    }}
                  />
                </div>
              </fieldset>
            ))}
          </div>
          <div className="mt-6 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>Back to the form</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button
                kind="primary"
                onClick={() => {
                  settle(withTheirs(merged.values, theirs));
                }}
              >
                Save this
              </Button>
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

interface SideProps {
  readonly name: Conflict;
  readonly label: string;
  readonly value: Json;
  readonly chosen: boolean;
  readonly choose: () => void;
}

function Side({ name, label, value, chosen, choose }: SideProps) {
  return (
    <label className="flex cursor-pointer gap-3 rounded-lg border border-line p-3 text-sm has-checked:border-accent has-checked:bg-accent-soft">
      <input
        type="radio"
        name={`${name.key}.${name.field}`}
        checked={chosen}
        onChange={choose}
        className="mt-0.5 accent-accent"
      />
      <span className="min-w-0">
        <span className="block font-medium">{label}</span>
        <span className="block break-words font-mono text-xs">
          {typeof value === "string" ? value : JSON.stringify(value)}
        </span>
      </span>
    </label>
  );
}

/** Puts the other's value into each field for which it was chosen. */
export function withTheirs(values: Values, chosen: Iterable<Conflict>): Values {
  const result: Record<string, Values[string]> = { ...values };
  for (const { key, field, theirs } of chosen) result[key] = { ...result[key], [field]: theirs };
  return result;
}
