import { describe, expect, it } from "vitest";
import { list, table } from "../../src/report/markup";
import { page } from "../../src/report/page";

const hostile = `"><script>alert('&')</script>`;

describe("a page", () => {
  it("lets no name break out of the text", () => {
    const html = page(hostile, [
      table([hostile], [[hostile, { text: hostile, href: hostile }]]),
      list([hostile]),
    ]);
    expect(html).not.toContain("<script");
    expect(html).not.toContain(`"">`);
  });

  it("asks the network for nothing", () => {
    expect(page("title", [])).not.toMatch(/<link|@import|url\(|src=/);
  });
});
