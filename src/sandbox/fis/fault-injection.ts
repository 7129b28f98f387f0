import { randomUUID } from "node:crypto";
import type { AwsRequest } from "../gateway/aws-request";
import { AwsError, type AwsResponse, jsonResponse } from "../gateway/aws-response";
import type { Handler } from "../gateway/gateway";
import { ACCOUNT } from "../store";
import type { ExperimentTemplate } from "./experiment-template";
import type { Experiment, Experiments } from "./experiments";

/** AWS FIS, which the store lacks: keeps experiment templates, and runs them. */
export class FaultInjection {
  private readonly templates = new Map<string, ExperimentTemplate>();

  constructor(
    private readonly region: string,
    private readonly experiments: Experiments,
  ) {}

  readonly handler: Handler = async (request, passOn) => (await this.answer(request)) ?? passOn();

  private async answer(request: AwsRequest): Promise<AwsResponse | undefined> {
    const [path = ""] = request.url.split("?");
    const [, resource, id] = path.split("/").map(decodeURIComponent);
    const input = request.body.length > 0 ? JSON.parse(request.body.toString("utf8")) : {};
    switch (`${request.method} ${resource}${id ? "/" : ""}`) {
      case "POST experimentTemplates":
        return template(this.create(input));
      case "GET experimentTemplates":
        return jsonResponse({ experimentTemplates: [...this.templates.values()] });
      case "GET experimentTemplates/":
        return template(this.find(id));
      case "PATCH experimentTemplates/":
        return template(this.keep({ ...this.find(id), ...input }));
      case "DELETE experimentTemplates/": {
        const found = this.find(id);
        this.templates.delete(found.id);
        return template(found);
      }
      case "POST experiments":
        return experiment(
          await this.experiments.start(this.find(input.experimentTemplateId), input.tags ?? {}),
        );
      case "GET experiments":
        return jsonResponse({ experiments: [...this.experiments.all.values()] });
      case "GET experiments/":
        return experiment(this.findExperiment(id));
      case "DELETE experiments/": {
        const found = this.findExperiment(id);
        await this.experiments.stop(found);
        return experiment(found);
      }
      default:
        return undefined;
    }
  }

  private create({ clientToken: _, ...input }: Record<string, unknown>): ExperimentTemplate {
    const id = `EXT${randomUUID().replaceAll("-", "").slice(0, 16)}`;
    const arn = `arn:aws:fis:${this.region}:${ACCOUNT}:experiment-template/${id}`;
    return this.keep({ tags: {}, ...input, id, arn, creationTime: Date.now() / 1000 });
  }

  private keep(changed: ExperimentTemplate): ExperimentTemplate {
    const kept = { ...changed, lastUpdateTime: Date.now() / 1000 };
    this.templates.set(kept.id, kept);
    return kept;
  }

  private find(id = ""): ExperimentTemplate {
    return this.templates.get(id) ?? missing(`Experiment template ${id} not found`);
  }

  private findExperiment(id = ""): Experiment {
    return this.experiments.all.get(id) ?? missing(`Experiment ${id} not found`);
  }
}

function missing(message: string): never {
  throw new AwsError("ResourceNotFoundException", message, 404);
}

function template(experimentTemplate: ExperimentTemplate): AwsResponse {
  return jsonResponse({ experimentTemplate });
}

function experiment(running: Experiment): AwsResponse {
  return jsonResponse({ experiment: running });
}
