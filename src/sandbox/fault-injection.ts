import { randomUUID } from "node:crypto";
import type { AwsRequest } from "./gateway/aws-request";
import { AwsError, type AwsResponse, jsonResponse } from "./gateway/aws-response";
import type { Handler } from "./gateway/gateway";
import { ACCOUNT } from "./store";

interface Template {
  readonly id: string;
  readonly [setting: string]: unknown;
}

/** AWS FIS, which the store lacks: keeps experiment templates. */
export class FaultInjection {
  private readonly templates = new Map<string, Template>();

  constructor(private readonly region: string) {}

  readonly handler: Handler = (request, passOn) => this.answer(request) ?? passOn();

  private answer({ method, url, body }: AwsRequest): AwsResponse | undefined {
    const [path = ""] = url.split("?");
    const [, resource, id] = path.split("/").map(decodeURIComponent);
    if (resource !== "experimentTemplates") {
      return undefined;
    }
    const input = body.length > 0 ? JSON.parse(body.toString("utf8")) : {};
    switch (method) {
      case "POST":
        return respond(this.create(input));
      case "GET":
        return respond(this.find(id));
      case "PATCH":
        return respond(this.replace({ ...this.find(id), ...input }));
      case "DELETE": {
        const template = this.find(id);
        this.templates.delete(template.id);
        return respond(template);
      }
      default:
        return undefined;
    }
  }

  private create({ clientToken: _, ...input }: Record<string, unknown>): Template {
    const id = `EXT${randomUUID().replaceAll("-", "").slice(0, 16)}`;
    const arn = `arn:aws:fis:${this.region}:${ACCOUNT}:experiment-template/${id}`;
    return this.replace({ tags: {}, ...input, id, arn, creationTime: Date.now() / 1000 });
  }

  private replace(template: Template): Template {
    const kept = { ...template, lastUpdateTime: Date.now() / 1000 };
    this.templates.set(kept.id, kept);
    return kept;
  }

  private find(id = ""): Template {
    const template = this.templates.get(id);
    if (!template) {
      throw new AwsError("ResourceNotFoundException", `Experiment template ${id} not found`, 404);
    }
    return template;
  }
}

function respond(experimentTemplate: Template): AwsResponse {
  return jsonResponse({ experimentTemplate });
}
