import { useDeferredValue } from "react";

import type { OptionGroup } from "@/ui/combobox";

import { ID, type PlaceShape } from "../../schema/strings";
import { channelGroups, memberOption, roleGroups } from "./options";
import { FEWEST_LETTERS, useChannels, useMembers, useRoles } from "./queries";

/** What may be chosen now. */
export interface Offer {
  readonly groups: readonly OptionGroup[];
  /** Why there is nothing more to choose from. */
  readonly status: string | null;
  readonly error: unknown;
  readonly retry: () => void;
}

/** What a server has that fits what is typed, and an id that is typed even if nothing is known of it. */
export function useOffer(shape: PlaceShape, text: string, without: readonly string[]): Offer {
  const typed = text.trim();
  const name = useDeferredValue(typed);
  const channels = useChannels(shape.place === "channel");
  const roles = useRoles(shape.place === "role");
  const members = useMembers(name, shape.place === "member" && !ID.test(name));
  const asked = { channel: channels, role: roles, member: members }[shape.place];
  const few = shape.place === "member" && typed.length < FEWEST_LETTERS;
  const found = few
    ? []
    : {
        channel: () => channelGroups(channels.data?.items ?? [], shape.channelKinds, typed),
        role: () => roleGroups(roles.data?.items ?? [], typed),
        member: () => [{ label: null, options: (members.data?.items ?? []).map(memberOption) }],
      }[shape.place]();
  const groups = [
    ...found.map(({ label, options }) => ({
      label,
      options: options.filter(({ value }) => !without.includes(value)),
    })),
    ...(ID.test(typed) ? [{ label: null, options: [{ value: typed, label: `Use the id ${typed}` }] }] : []),
  ].filter(({ options }) => options.length > 0);
  const status = few
    ? "Type the beginning of a name."
    : asked.isFetching && asked.data === undefined
      ? "Asking Discord…"
      : asked.error
        ? "Names cannot be shown now. An id can be typed."
        : groups.length === 0
          ? `There is no such ${shape.place}.`
          : null;
  return { groups, status, error: asked.error, retry: () => void asked.refetch() };
}
