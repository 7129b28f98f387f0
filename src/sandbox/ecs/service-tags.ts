import { jsonResponse } from "../gateway/aws-response";
import type { Handler, Handlers } from "../gateway/gateway";
import type { EcsServices } from "./ecs-services";
import type { Service, Tag } from "./service";

interface TagInput {
  readonly resourceArn: string;
  readonly tags?: readonly Tag[];
  readonly tagKeys?: readonly string[];
}

/** The tags of services, which the store does not know; those of all else are its own. */
export class ServiceTags {
  constructor(private readonly services: EcsServices) {}

  readonly handlers: Handlers = {
    "ecs:ListTagsForResource": this.forServices(({ input }) => ({ tags: input.tags ?? [] })),
    "ecs:TagResource": this.forServices((service, { tags = [] }) =>
      this.keep(service, [
        ...without(
          service,
          tags.map(({ key }) => key),
        ),
        ...tags,
      ]),
    ),
    "ecs:UntagResource": this.forServices((service, { tagKeys = [] }) =>
      this.keep(service, without(service, tagKeys)),
    ),
  };

  private forServices(answer: (service: Service, input: TagInput) => object): Handler {
    return (request, passOn) => {
      const input = JSON.parse(request.body.toString("utf8")) as TagInput;
      const service = this.services.findByArn(input.resourceArn);
      return service ? jsonResponse(answer(service, input)) : passOn();
    };
  }

  private keep(service: Service, tags: readonly Tag[]): object {
    service.input = { ...service.input, tags };
    return {};
  }
}

function without({ input }: Service, keys: readonly string[]): readonly Tag[] {
  return (input.tags ?? []).filter(({ key }) => !keys.includes(key));
}
