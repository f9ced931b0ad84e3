"use client";

import { useSyncExternalStore } from "react";

import { Button } from "@/ui/button";
import { MoonIcon, SunIcon } from "@/ui/icons";

import { chooseTheme, onThemeChange, presentTheme } from "./theme";

/** Changes between light and dark. */
export function ThemeSwitch() {
  const theme = useSyncExternalStore(onThemeChange, presentTheme, () => "light" as const);
  const other = theme === "dark" ? "light" : "dark";
  return (
    <Button
      kind="quiet"
      size="icon"
      aria-label={`Use the ${other} theme`}
      onClick={() => {
        chooseTheme(other);
      }}
    >
      {theme === "dark" ? <SunIcon /> : <MoonIcon />}
    </Button>
  );
}
