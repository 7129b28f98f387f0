import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spellingsOf } from "../../src/redaction/encodings";
import { Redactor } from "../../src/redaction/redactor";
import { SecretValues } from "../../src/redaction/secret-values";

const redactorOf = (...values: readonly unknown[]) => {
  const secrets = new SecretValues();
  for (const value of values) {
    secrets.add(value);
  }
  return new Redactor(secrets);
};

describe("the redactor", () => {
  const secret = fc.string({ minLength: 4, maxLength: 24, unit: "binary" });
  const around = fc.string({ maxLength: 12, unit: "binary" });

  it("leaves no secret of four characters or more in any text, however it is written", () => {
    fc.assert(
      fc.property(secret, around, around, fc.nat(), (value, before, after, pick) => {
        const spellings = spellingsOf(value).filter((spelling) => spelling.length >= 4);
        const spelling = spellings[pick % spellings.length] ?? "";
        const text = redactorOf(value).publish(`${before}${spelling}${after}`);
        expect(text.replaceAll("(sensitive)", "")).not.toContain(spelling);
      }),
    );
  });

  it("finds a secret inside longer base64, wherever it begins", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6 }), around, around, (value, before, after) => {
        const encoded = Buffer.from(`${before}${value}${after}`).toString("base64");
        expect(redactorOf(value).publish(encoded)).toContain("(sensitive)");
      }),
    );
  });

  it("takes overlapping secrets out whole", () => {
    const text = redactorOf("abcdef", "defghi", "cdefg").publish("<abcdefghi> <abcdef> <xcdefgx>");
    expect(text).toBe("<(sensitive)> <(sensitive)> <x(sensitive)x>");
  });

  it("knows short secrets and numbers as whole values alone", () => {
    const redactor = redactorOf("ab", 80);
    expect(["ab", "80", "table", "8080"].map((text) => redactor.publish(text))).toEqual([
      "(sensitive)",
      "(sensitive)",
      "table",
      "8080",
    ]);
  });

  it("knows what a document holds, but for its versions and counts", () => {
    const redactor = redactorOf(JSON.stringify({ version: 1, os: "al2", password: "hunter2" }));
    expect(["1", "al2", "x-hunter2"].map((text) => redactor.publish(text))).toEqual([
      "1",
      "al2",
      "x-(sensitive)",
    ]);
  });

  it("leaves text without secrets as it is", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(redactorOf("never-in-the-text-1").publish(text)).toBe(text);
      }),
    );
  });
});
