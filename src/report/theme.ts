/**
 * What a colour stands for. Pages and charts name the role; the style sheet gives each its colour,
 * for light and for dark.
 */
export type Role =
  | "ink"
  | "muted"
  | "grid"
  | "paper"
  | "good"
  | "bad"
  | "first"
  | "second"
  | "third"
  | "fourth";

/** The series after Okabe and Ito, which people with colour-blindness can tell apart. */
const LIGHT: Readonly<Record<Role, string>> = {
  ink: "#1b1f24",
  muted: "#57606a",
  grid: "#d8dee4",
  paper: "#ffffff",
  good: "#0072b2",
  bad: "#d55e00",
  first: "#0072b2",
  second: "#b35c00",
  third: "#007a5a",
  fourth: "#a3476f",
};

const DARK: Readonly<Record<Role, string>> = {
  ink: "#e6edf3",
  muted: "#9da7b3",
  grid: "#30363d",
  paper: "#0d1117",
  good: "#56b4e9",
  bad: "#ff8a3d",
  first: "#56b4e9",
  second: "#e69f00",
  third: "#2fc79a",
  fourth: "#e08bb4",
};

/** For `fill`, `stroke` and CSS. */
export function colour(role: Role): string {
  return `var(--${role})`;
}

/** The colours of both themes; the reader's system chooses. */
export const THEME_CSS = [
  `:root{color-scheme:light dark;${declarations(LIGHT)}}`,
  `@media (prefers-color-scheme:dark){:root{${declarations(DARK)}}}`,
].join("\n");

function declarations(colours: Readonly<Record<Role, string>>): string {
  return Object.entries(colours)
    .map(([role, value]) => `--${role}:${value}`)
    .join(";");
}
