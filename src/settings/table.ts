import { z } from "zod";
import { environmentSchema } from "./schema";

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** Every setting with its default and its reason, as a Markdown table. */
export function settingsTable(): string {
  const schema = z.toJSONSchema(environmentSchema, { io: "input", unrepresentable: "any" });
  return [
    "| setting | default | what, and why |",
    "| --- | --- | --- |",
    ...rowsOf(schema, ""),
  ].join("\n");
}

function rowsOf(schema: JsonSchema, prefix: string): string[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const setting = property as JsonSchema;
    if (setting.const !== undefined) {
      return []; // what tells the variants apart is in the description of the whole
    }
    const path = `${prefix}${name}`;
    return [rowOf(path, setting, required.has(name)), ...nestedRows(setting, path)];
  });
}

function rowOf(path: string, setting: JsonSchema, required: boolean): string {
  const cells = [
    `\`${path}\``,
    defaultOf(setting, required),
    escapeCell(setting.description ?? ""),
  ];
  return `| ${cells.join(" | ")} |`;
}

function nestedRows(setting: JsonSchema, path: string): string[] {
  if (setting.type === "array") {
    return nestedRows(setting.items as JsonSchema, `${path}[]`);
  }
  const variants = (setting.oneOf ?? setting.anyOf ?? [setting]) as JsonSchema[];
  return variants.flatMap((variant) => rowsOf(variant, `${path}.`));
}

function defaultOf(setting: JsonSchema, required: boolean): string {
  if (required) {
    return "**required**";
  }
  const value = setting.default;
  // The defaults of a whole part are those of its own settings.
  return value === undefined || JSON.stringify(value) === "{}"
    ? "–"
    : `\`${JSON.stringify(value)}\``;
}

function escapeCell(text: string): string {
  return text.replace(/\|/g, "\\|");
}
