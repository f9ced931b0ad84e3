import type { components } from "./schema";

type Schemas = components["schemas"];

export type AuthorizedUser = Schemas["AuthorizedPersonView"];
export type Channel = Schemas["ChannelView"];
export type Deployment = Schemas["DeploymentDetail"];
export type DeploymentEntry = Schemas["DeploymentEntry"];
export type DeploymentPlan = Schemas["DeploymentPlan"];
export type DiscordGuild = Schemas["DiscordGuildView"];
export type Guild = Schemas["GuildView"];
export type Me = Schemas["Me"];
export type Member = Schemas["MemberView"];
export type Role = Schemas["RoleView"];
export type ShardEntry = Schemas["ShardEntry"];
export type StateNow = Schemas["StateNow"];
