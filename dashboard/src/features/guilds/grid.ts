/** How the tiles of guilds stand; a long name makes no column wider. */
export const GRID = "grid grid-cols-1 gap-3 sm:grid-cols-2 lg:grid-cols-3";
