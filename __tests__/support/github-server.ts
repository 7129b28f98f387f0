import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

interface Comment {
  readonly id: number;
  readonly user: { readonly login: string };
  body: string;
}

/** As much of GitHub's API as the workflows use, page by page. */
export class GithubServer {
  comments: Comment[] = [];
  /** Of the one commit that there is. */
  pullRequests: object[] = [];
  commit = "c".repeat(40);
  environments: object[] = [];
  /** Of the last request. */
  authorization: string | undefined;
  private readonly server = createServer(async (request, response) => {
    this.authorization = request.headers.authorization;
    const answer = this.answer(request, await textOf(request));
    response.writeHead(answer === undefined ? 403 : 200);
    response.end(JSON.stringify(answer ?? { message: "Resource not accessible by integration" }));
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  write(login: string, body: string): void {
    this.comments.push({ id: 1_000 + this.comments.length, user: { login }, body });
  }

  private answer({ method, url }: IncomingMessage, text: string): unknown {
    const { pathname, searchParams } = new URL(url ?? "/", "http://host");
    const page = <T>(items: readonly T[]): T[] => {
      const size = Number(searchParams.get("per_page") ?? 30);
      const first = size * (Number(searchParams.get("page") ?? 1) - 1);
      return items.slice(first, first + size);
    };
    switch (`${method} ${pathname.replace("/repos/acme/taskmanager", "")}`) {
      case "GET /issues/7/comments":
        return page(this.comments);
      case "POST /issues/7/comments":
        this.write("github-actions[bot]", JSON.parse(text).body);
        return this.comments.at(-1);
      case `GET /commits/${this.commit}/pulls`:
        return page(this.pullRequests);
      case "GET /environments":
        return { environments: page(this.environments) };
      default:
        return this.change(pathname, text);
    }
  }

  private change(pathname: string, text: string): unknown {
    const comment = this.comments.find(({ id }) => pathname.endsWith(`/issues/comments/${id}`));
    if (comment) {
      comment.body = JSON.parse(text).body;
    }
    return comment;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}
