import { ApiError } from "@/api/problem";
import type { Option } from "@/ui/combobox";

import { ID, type PlaceShape } from "../../schema/strings";
import { channelOption, memberOption, roleOption } from "./options";
import { useChannels, useMember, useRoles } from "./queries";

/** What is known of a thing that an id names. */
export interface Known {
  readonly option: Option | null;
  /** Whether the server certainly has no such thing any more. */
  readonly gone: boolean;
}

/** What an id names. */
export function usePlace(shape: PlaceShape | null, id: string): Known {
  const wanted = ID.test(id) ? shape?.place : undefined;
  const channels = useChannels(wanted === "channel");
  const roles = useRoles(wanted === "role");
  const member = useMember(id, wanted === "member");
  switch (wanted) {
    case "channel":
      return listed(
        channels.data?.items.find(({ channel_id }) => channel_id === id),
        channels.data,
        channelOption,
      );
    case "role":
      return listed(
        roles.data?.items.find(({ role_id }) => role_id === id),
        roles.data,
        roleOption,
      );
    case "member": {
      const gone = member.error instanceof ApiError && member.error.status === 404;
      return { option: member.data && !gone ? memberOption(member.data) : null, gone };
    }
    case undefined:
      return { option: null, gone: false };
  }
}

/** What a name of a table is called: the thing that it names, if it is an id. */
export function usePlaceLabel(shape: PlaceShape | null, name: string): string {
  const { option, gone } = usePlace(shape, name);
  return gone && shape !== null ? goneLabel(shape, name) : (option?.label ?? name);
}

/** What is shown in the place of a name that nobody knows any more. */
export function goneLabel({ place }: PlaceShape, id: string): string {
  return place === "member" ? `No member any more (${id})` : `Deleted ${place} (${id})`;
}

function listed<Item>(
  found: Item | undefined,
  list: object | undefined,
  optionOf: (item: Item) => Option,
): Known {
  return {
    option: found === undefined ? null : optionOf(found),
    gone: found === undefined && list !== undefined,
  };
}
