"use client";

import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";

import { ApiError } from "@/api/problem";
import { Failure } from "@/shell/failure";

import { Faults } from "./form/faults";
import { GuildOfForm } from "./form/places/guild-context";
import { changedKeys, merge, type Merged, type Values } from "./merge";
import { Overview } from "./overview";
import { SaveBar } from "./save-bar";
import { faultsOf } from "./schema/fault-paths";
import type { Schema } from "./schema/node";
import { Section } from "./section";
import { useLeaveGuard } from "./use-leave-guard";
import { isConflict, readSettings, type SettingsRead, useSaveSettings } from "./use-settings";

const ConflictDialog = lazy(() => import("./conflict-dialog"));

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

  const { error } = save;
  // Where a fault is shown depends on what was sent, not on what was typed since.
  const sent = save.variables?.values;
  const faults = useMemo(
    () =>
      error instanceof ApiError ? faultsOf(error.fields, schemas, sent ?? {}) : new Map<string, string>(),
    [error, schemas, sent],
  );
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (faults.size > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [faults]);

  return (
    <Faults value={faults}>
      <form
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          void send(base, values);
        }}
      >
        <div className="gap-8 space-y-6 lg:flex lg:space-y-0">
          <Overview
            names={Object.keys(schemas)}
            changed={changed}
            refused={new Set([...faults.keys()].map((path) => path.split(".")[0] ?? ""))}
          />
          <div className="min-w-0 flex-1 space-y-6 pb-6">
            <GuildOfForm value={guildId}>
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
            </GuildOfForm>
            {error !== null && !isConflict(error) && faults.size === 0 && (
              <div ref={bringIntoView} className="scroll-mb-24">
                <Failure error={error} />
              </div>
            )}
          </div>
        </div>
        <p role="status" className="sr-only">
          {saved && "Saved."}
        </p>
        {(changed.length > 0 || saved) && (
          <SaveBar
            changed={changed.length > 0}
            refused={faults.size > 0}
            busy={save.isPending}
            discard={drop}
          />
        )}
      </form>
      {met && (
        <Suspense>
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
        </Suspense>
      )}
    </Faults>
  );
}

/** Whoever saves from the top of a long form is to see what came of it. */
function bringIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}
