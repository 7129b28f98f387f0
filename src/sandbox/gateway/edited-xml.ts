import { XMLBuilder, XMLParser } from "fast-xml-parser";
import type { AwsResponse } from "./aws-response";

const options = { ignoreAttributes: false, parseTagValue: false } as const;
const parser = new XMLParser({ ...options, isArray: (name: string) => name === "item" });
const builder = new XMLBuilder({ ...options, suppressEmptyNode: false });

/** An element of EC2's XML, by the names of its children. */
export type Item = Record<string, unknown>;

/** EC2's answer with its root element edited; an error is left as it is. */
export function edited(response: AwsResponse, edit: (answer: Item) => void): AwsResponse {
  const document = parser.parse(response.body.toString("utf8"));
  const root = Object.keys(document).find((name) => !name.startsWith("?"));
  if (response.status !== 200 || root === undefined) {
    return response;
  }
  edit(document[root]);
  return { ...response, body: Buffer.from(builder.build(document)) };
}

/** The elements of a set such as `<tagSet><item>…</item></tagSet>`. */
export function itemsIn(set: unknown): Item[] {
  return (set as { item?: Item[] } | undefined)?.item ?? [];
}
