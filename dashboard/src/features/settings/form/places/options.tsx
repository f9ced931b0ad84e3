import type { Channel, Member, Role } from "@/api/types";
import { nameOf } from "@/session/me";
import { Avatar } from "@/ui/avatar";
import type { Option, OptionGroup } from "@/ui/combobox";

import { ChannelIcon, RoleIcon } from "./icons";

/** Channels that are of some kinds (else any but categories) and whose names have a text within, under their categories. */
export function channelGroups(
  channels: readonly Channel[],
  kinds: readonly string[] | null,
  text: string,
): readonly OptionGroup[] {
  const names = new Map(channels.map((channel) => [channel.channel_id, channel.name]));
  const wanted = ({ kind, name }: Channel) =>
    (kinds === null ? kind !== "category" : kinds.includes(kind ?? "")) && has(name, text.replace(/^#/u, ""));
  const groups = new Map<string, Option[]>();
  for (const channel of channels.filter(wanted)) {
    const group = channel.kind === "category" ? "Categories" : (names.get(channel.category_id ?? "") ?? "");
    groups.set(group, [...(groups.get(group) ?? []), channelOption(channel)]);
  }
  return [...groups].map(([label, options]) => ({ label: label || null, options }));
}

/** Roles whose names have a text within, the highest first. */
export function roleGroups(roles: readonly Role[], text: string): readonly OptionGroup[] {
  const options = roles.filter(({ name }) => has(name, text.replace(/^@/u, ""))).map(roleOption);
  return options.length === 0 ? [] : [{ label: null, options }];
}

/** How a channel is shown. */
export function channelOption({ channel_id, name, kind }: Channel): Option {
  return { value: channel_id, label: name, icon: <ChannelIcon kind={kind} /> };
}

/** How a role is shown. */
export function roleOption({ role_id, name, colour, managed }: Role): Option {
  return {
    value: role_id,
    label: name,
    icon: <RoleIcon colour={colour} />,
    ...(managed && { detail: "of a bot" }),
  };
}

/** How a member is shown. */
export function memberOption(member: Member): Option {
  const label = member.nick ?? nameOf(member);
  return {
    value: member.user_id,
    label,
    icon: <Avatar name={label} size="small" />,
    detail: member.username,
  };
}

function has(name: string, text: string): boolean {
  return name.toLowerCase().includes(text.toLowerCase());
}
