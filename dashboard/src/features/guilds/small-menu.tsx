"use client";

import { Dialog } from "radix-ui";
import { type ReactElement, useState } from "react";

import { CloseIcon } from "@/ui/icons";

import { GuildNavigation } from "./guild-navigation";

interface SmallMenuProps {
  readonly guildId: string;
  readonly trigger: ReactElement;
}

/** The pages of one server on a small screen; it is open at first. */
export default function SmallMenu({ guildId, trigger }: SmallMenuProps) {
  const [open, setOpen] = useState(true);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>{trigger}</Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-40 w-72 max-w-[85vw] border-r border-line bg-surface p-4"
        >
          <div className="mb-4 flex items-center justify-between">
            <Dialog.Title className="font-semibold">This server</Dialog.Title>
            <Dialog.Close className="rounded-lg p-2 hover:bg-sunken" aria-label="Close">
              <CloseIcon />
            </Dialog.Close>
          </div>
          <GuildNavigation
            guildId={guildId}
            chosen={() => {
              setOpen(false);
            }}
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
