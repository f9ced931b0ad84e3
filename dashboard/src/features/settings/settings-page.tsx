"use client";

import { Answer } from "@/shell/answer";
import { Empty } from "@/ui/empty";
import { Loading, Skeleton } from "@/ui/skeleton";

import type { Schema } from "./schema/node";
import { SettingsForm } from "./settings-form";
import { useSchemas, useSettings } from "./use-settings";

interface SettingsPageProps {
  readonly guildId: string;
}

/** What the bot does in a server, to be changed. */
export function SettingsPage({ guildId }: SettingsPageProps) {
  const schemas = useSchemas(guildId);
  const settings = useSettings(guildId);
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">Settings</h1>
      <div className="mt-6">
        <Answer of={schemas} loading={<Skeletons />}>
          {(known) =>
            Object.keys(known).length === 0 ? (
              <Empty title="There is nothing to set">
                The bot has no settings yet. Its developers add them with a class (see the guide to the API).
              </Empty>
            ) : (
              <Answer of={settings} loading={<Skeletons />}>
                {(present) => (
                  <SettingsForm
                    guildId={guildId}
                    schemas={known as Record<string, Schema>}
                    present={present}
                  />
                )}
              </Answer>
            )
          }
        </Answer>
      </div>
    </>
  );
}

function Skeletons() {
  return (
    <Loading what="Reading the settings">
      <div className="space-y-6">
        <Skeleton className="h-64" />
        <Skeleton className="h-40" />
      </div>
    </Loading>
  );
}
