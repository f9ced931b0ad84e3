import { Card } from "@/ui/card";
import { Notice } from "@/ui/notice";

import { Fields } from "./form/fields";
import { Fault } from "./form/notes";
import { useNotes } from "./form/use-notes";
import type { Values } from "./merge";
import { fieldLabel } from "./schema/labels";
import { isObject } from "./schema/json";
import { rootOf, type Schema } from "./schema/node";
import { shapeOf } from "./schema/shape";

interface SectionProps {
  readonly name: string;
  readonly schema: Schema;
  readonly value: Values[string];
  /** What another version of the bot stored and this one cannot use. */
  readonly unfit: readonly string[];
  readonly onChange: (value: Values[string]) => void;
}

/** The settings of one key. */
export function Section({ name, schema, value, unfit, onChange }: SectionProps) {
  const shape = shapeOf(rootOf(schema));
  const title = fieldLabel(name, undefined);
  const { faultId, fault } = useNotes(name, null);
  return (
    <Card id={sectionId(name)} aria-label={title} className="scroll-mt-20 p-4 sm:p-6">
      <h2 className="text-lg font-semibold">{title}</h2>
      {typeof schema.description === "string" && (
        <p className="mt-1 max-w-prose text-sm text-ink-soft">{schema.description}</p>
      )}
      {fault !== undefined && (
        <div role="alert">
          <Fault id={faultId}>{fault}</Fault>
        </div>
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
        {shape.kind === "object" && (
          <Fields
            fields={shape.fields}
            path={name}
            value={value}
            onChange={(changed) => {
              if (isObject(changed)) onChange(changed);
            }}
          />
        )}
      </div>
    </Card>
  );
}

/** What the section of a key is called in addresses. */
export function sectionId(name: string): string {
  return `settings-${name}`;
}
