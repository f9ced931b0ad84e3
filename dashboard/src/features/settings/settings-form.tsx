"use client";

import { useState } from "react";

import { ApiError } from "@/api/problem";
import { Failure } from "@/shell/failure";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Notice } from "@/ui/notice";

import { ConflictDialog } from "./conflict-dialog";
import { Faults, faultsOf } from "./form/faults";
import { ValueField } from "./form/value-field";
import { changedKeys, merge, type Merged, type Values } from "./merge";
import { fieldLabel, rootOf, type Schema, shapeOf } from "./schema/shape";
import { blank } from "./schema/values";
import { useLeaveGuard } from "./use-leave-guard";
import { isConflict, readSettings, type SettingsRead, useSaveSettings } from "./use-settings";

interface SettingsFormProps {
  readonly guildId: string;
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly present: SettingsRead;
}

interface Draft {
  /** What was there when the first change was made. */
  readonly base: SettingsRead;
  readonly values: Values;
}

/** One section for each key; nothing is sent before the person says so. */
export function SettingsForm({ guildId, schemas, present }: SettingsFormProps) {
  const [draft, setDraft] = useState<Draft | null>(null);
  const [met, setMet] = useState<{ readonly theirs: SettingsRead; readonly merged: Merged } | null>(null);
  const [saved, setSaved] = useState(false);
  const save = useSaveSettings(guildId);
  const base = draft?.base ?? present;
  const values = draft?.values ?? present.values;
  const changed = changedKeys(base.values, values);
  useLeaveGuard(changed.length > 0);

  const change = (key: string, value: Values[string]) => {
    setSaved(false);
    setDraft({ base, values: { ...values, [key]: value } });
  };
  const drop = () => {
    setDraft(null);
    setMet(null);
    save.reset();
  };
  const send = async (state: SettingsRead, wanted: Values) => {
    const keys = changedKeys(state.values, wanted);
    try {
      await save.mutateAsync({
        values: Object.fromEntries(keys.map((key) => [key, wanted[key] ?? {}])),
        etag: state.etag,
      });
      drop();
      setSaved(true);
    } catch (error) {
      if (!isConflict(error)) return; // the form shows it
      const theirs = await readSettings(guildId);
      const merged = merge(state.values, wanted, theirs.values);
      if (merged.conflicts.length > 0) setMet({ theirs, merged });
      else await send(theirs, merged.values); // they changed something else: both hold
    }
  };

  const faults = save.error instanceof ApiError ? faultsOf(save.error.fields) : new Map<string, string>();
  return (
    <Faults value={faults}>
      <form
        className="space-y-6 pb-24"
        onSubmit={(event) => {
          event.preventDefault();
          void send(base, values);
        }}
      >
        {Object.entries(schemas).map(([key, schema]) => (
          <Section
            key={key}
            name={key}
            schema={schema}
            value={values[key] ?? {}}
            unfit={present.unfit[key] ?? []}
            onChange={(value) => {
              change(key, value);
            }}
          />
        ))}
        {save.error !== null && !isConflict(save.error) && faults.size === 0 && (
          <div ref={bringIntoView} className="scroll-mb-24">
            <Failure error={save.error} />
          </div>
        )}
        <p role="status" className="sr-only">
          {saved && "Saved."}
        </p>
        {(changed.length > 0 || saved) && (
          <div className="fixed inset-x-0 bottom-0 z-10 border-t border-line bg-surface px-4 py-3 shadow-card sm:px-6">
            <div className="mx-auto flex max-w-6xl items-center justify-end gap-3">
              <p className="mr-auto text-sm">
                {saved && changed.length === 0
                  ? "Saved. The bot knows within a second."
                  : faults.size > 0
                    ? "Some values cannot be saved; each says why."
                    : "You have changes that are not saved."}
              </p>
              {changed.length > 0 && (
                <>
                  <Button onClick={drop}>Discard</Button>
                  <Button kind="primary" type="submit" busy={save.isPending}>
                    Save
                  </Button>
                </>
              )}
            </div>
          </div>
        )}
      </form>
      {met && (
        <ConflictDialog
          merged={met.merged}
          cancel={() => {
            setMet(null);
          }}
          settle={(wanted) => {
            setMet(null);
            setDraft({ base: met.theirs, values: wanted });
            void send(met.theirs, wanted);
          }}
        />
      )}
    </Faults>
  );
}

/** Whoever saves from the top of a long form is to see what came of it. */
function bringIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}

interface SectionProps {
  readonly name: string;
  readonly schema: Schema;
  readonly value: Values[string];
  readonly unfit: readonly string[];
  readonly onChange: (value: Values[string]) => void;
}

function Section({ name, schema, value, unfit, onChange }: SectionProps) {
  const shape = shapeOf(rootOf(schema));
  const title = fieldLabel(name, undefined);
  return (
    <Card aria-label={title} className="p-5 sm:p-6">
      <h2 className="text-lg font-semibold">{title}</h2>
      {typeof schema.description === "string" && (
        <p className="mt-1 max-w-prose text-sm text-ink-soft">{schema.description}</p>
      )}
      {unfit.length > 0 && (
        <div className="mt-4">
          <Notice kind="warning" title="Something here was set with another version of the bot">
            This version cannot use it and takes its default: {unfit.join("; ")}. Saving this section removes
            it.
          </Notice>
        </div>
      )}
      <div className="mt-5 max-w-2xl space-y-5">
        {shape.kind === "object" &&
          shape.fields.map((field) => (
            <ValueField
              key={field.name}
              node={field.node}
              path={`${name}.${field.name}`}
              label={field.label}
              description={field.description}
              value={value[field.name] ?? blank(field.node)}
              onChange={(changed) => {
                onChange({ ...value, [field.name]: changed });
              }}
            />
          ))}
      </div>
    </Card>
  );
}
