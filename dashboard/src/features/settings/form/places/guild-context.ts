import { createContext } from "react";

/** The server whose channels, roles and members a form offers. */
export const GuildOfForm = createContext("");
