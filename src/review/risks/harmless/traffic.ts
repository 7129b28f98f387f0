import { becomes } from "./conditions";
import type { Created, HarmlessTypes } from "./harmless";

/** Whether what an argument names is new itself, so that nothing uses it yet. */
function isOfNew(argument: string, type: string) {
  return ({ resource, plan }: Created): boolean =>
    plan.target(resource, argument, type)?.change.actions.join() === "create";
}

const belongsToNewTable = isOfNew("route_table_id", "aws_route_table");

/** What is new and carries nothing before something else, which is judged itself, refers to it. */
export const TRAFFIC: HarmlessTypes = {
  aws_subnet: { creation: { why: "nothing is in it until something else is put there" } },
  aws_route_table: { creation: { why: "no subnet uses it until it is associated" } },
  aws_route: {
    creation: { when: belongsToNewTable, why: "no subnet used its route table before" },
  },
  aws_route_table_association: {
    creation: {
      when: isOfNew("subnet_id", "aws_subnet"),
      why: "nothing was in its subnet before",
    },
  },
  aws_lb_target_group: {
    creation: { why: "it gets no request until something else forwards to it" },
  },
  aws_lb: {
    changes: [
      {
        attributes: ["enable_deletion_protection"],
        when: becomes(true),
        why: "nobody deletes it by mistake",
      },
      {
        attributes: ["enable_zonal_shift"],
        when: becomes(true),
        why: "an impaired zone can be shifted away from",
      },
    ],
  },
  aws_security_group: {
    changes: [
      {
        attributes: ["ingress.description", "egress.description"],
        why: "it is written for people, and connections that stand are kept",
      },
    ],
  },
};
