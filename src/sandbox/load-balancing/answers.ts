import { type ServerResponse, STATUS_CODES } from "node:http";

/** What a load balancer says of itself. */
const SERVER = { server: "awselb/2.0" } as const;

/** Answers with a page of the load balancer's own, as for an error or a redirect. */
export function answerWithPage(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): void {
  const title = `${status} ${STATUS_CODES[status]}`;
  const page = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  answer(response, status, { "content-type": "text/html", ...headers }, page);
}

export function answer(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): void {
  const length = { "content-length": String(Buffer.byteLength(body)) };
  response.writeHead(status, { ...SERVER, ...headers, ...length }).end(body);
}
