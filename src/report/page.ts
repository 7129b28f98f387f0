import { escapeMarkup } from "./markup";
import { colour, THEME_CSS } from "./theme";

const CSS = `
body{margin:0 auto;max-width:54rem;padding:1.5rem 1rem 3rem;background:${colour("paper")};color:${colour("ink")};font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .5rem}
h2{font-size:1.25rem;margin:2.5rem 0 .5rem;padding-top:1rem;border-top:1px solid ${colour("grid")}}
h3{font-size:1rem;margin:1.5rem 0 .25rem}
p,ul{margin:.5rem 0}
ul{padding-left:1.25rem}
a{color:${colour("good")}}
.note{border-left:4px solid ${colour("bad")};padding:.25rem .75rem}
.muted{color:${colour("muted")};font-size:.9rem}
.wide{overflow-x:auto;margin:.75rem 0 1.5rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.95rem}
th,td{padding:.35rem .6rem;text-align:right;border-bottom:1px solid ${colour("grid")};white-space:nowrap}
th:first-child,.words{text-align:left}
.words{white-space:normal}
thead th{white-space:normal;color:${colour("muted")};font-weight:600}
tbody th{font-weight:400}
svg{width:100%;height:auto;display:block}
`;

/** One file that asks the network for nothing, and runs no script. */
export function page(title: string, body: readonly string[]): string {
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeMarkup(title)}</title>`,
    `<style>${THEME_CSS}${CSS}</style>`,
    "</head>",
    "<body>",
    `<h1>${escapeMarkup(title)}</h1>`,
    ...body,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}
