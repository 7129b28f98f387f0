/**
 * How a secret may be written inside another string: as it is, inside JSON (once or twice over),
 * in a URL, in hexadecimal, or in base64, wherever in the encoded text it begins.
 */
export function spellingsOf(secret: string): string[] {
  return [
    secret,
    ...jsonSpellings(secret),
    inUrl(secret),
    ...hexadecimal(secret),
    ...base64Spellings(secret),
  ];
}

/** Terraform's jsonencode escapes `<`, `>` and `&` too. */
function jsonSpellings(secret: string): string[] {
  const once = inJson(secret);
  const html = once.replace(
    /[<>&]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  );
  return [once, html, inJson(once), inJson(html)];
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** A lone surrogate, which no URL can hold, becomes the replacement character. */
function inUrl(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

function hexadecimal(secret: string): string[] {
  const hex = Buffer.from(secret).toString("hex");
  return [hex, hex.toUpperCase()];
}

/**
 * Three bytes become four characters, so the same bytes look different at each of three offsets;
 * the characters at either end that also hold bits of what stands around the secret are left off.
 */
function base64Spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inner = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64url");
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor(((offset + bytes.length) * 8) / 6);
    return encoded.slice(first, last);
  });
  return [bytes.toString("base64"), bytes.toString("base64url"), ...inner, ...inner.map(standard)];
}

function standard(base64url: string): string {
  return base64url.replaceAll("-", "+").replaceAll("_", "/");
}
