/** What a person may choose; without a choice the system decides. */
export type Theme = "light" | "dark";

const KEY = "theme";

/** Runs before the first paint, so that nobody sees the other theme for a moment. */
export const themeScript = `try{const t=localStorage.getItem("${KEY}");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch{}`;

/** Which theme is drawn now. */
export function presentTheme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Draws a theme from now on, on later visits too. */
export function chooseTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // A browser that keeps nothing shows it until the page is left.
  }
  window.dispatchEvent(new Event("themechange"));
}

/** Tells when another theme is drawn, whoever chose it; returns how to stop that. */
export function onThemeChange(changed: () => void): () => void {
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", changed);
  window.addEventListener("themechange", changed);
  return () => {
    system.removeEventListener("change", changed);
    window.removeEventListener("themechange", changed);
  };
}
