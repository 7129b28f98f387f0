import { describe, expect, it } from "vitest";
import { secretLook } from "../../src/settings/secret-looks";

describe("an environment variable", () => {
  it.each([
    ["DB_PASSWORD", "hunter2"],
    ["API_KEY", "0f8fad5bd9cb469fa16570867728950e"],
    ["clientSecret", "s3cr3t"],
    ["GITHUB_TOKEN", "x"],
    ["SETTINGS", "user=app;key=AKIAIOSFODNN7EXAMPLE"],
    ["BROKER", "amqps://app:hunter2@mq.example.com"],
    ["PEM", "-----BEGIN RSA PRIVATE KEY-----\nMIIE"],
    ["SESSION", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlLWhlcmU"],
  ])("%s looks like a secret", (name, value) => {
    expect(secretLook(name, value)).toBeDefined();
  });

  it.each([
    ["PASSWORD_MIN_LENGTH", "12"],
    ["TOKEN_TTL_SECONDS", "3600"],
    ["DB_PASSWORD_FILE", "/run/secrets/db"],
    ["DB_PASSWORD", "/taskmanager/db/password"],
    ["API_KEY", "arn:aws:secretsmanager:eu-north-1:123456789012:secret:api-AbCdEf"],
    ["REQUIRE_TOKEN", "true"],
    ["DATABASE_URL", "postgres://db.example.com:5432/tasks"],
    ["KEYBOARD", "qwerty"],
    ["MONKEY", "banana"],
    ["HOMEPAGE", "https://example.com/a:b@c"],
  ])("%s=%s does not", (name, value) => {
    expect(secretLook(name, value)).toBeUndefined();
  });
});
