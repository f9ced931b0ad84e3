/** How the list of a menu looks. */
export const MENU = "z-30 rounded-card border border-line bg-surface p-1 text-sm shadow-card";

/** How a line of it looks. */
export const MENU_ITEM = "rounded-md px-3 py-2 outline-none data-[highlighted]:bg-sunken";
