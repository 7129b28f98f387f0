import { isKnown } from "../../../topology/knowable";
import { list, record } from "../../../topology/terraform/json";
import type { PlanContext } from "../../plan/plan-context";
import type { Detector } from "../weakenings";
import { afterwards } from "./forwarding";

/** Instances in a public subnet that get no public address reach neither ECS nor the registry. */
export const publicAddressesEnd: Detector = (before, after, { resource, plan }) => {
  const attribute = "map_public_ip_on_launch";
  if (before?.[attribute] !== true || after[attribute] === true) {
    return [];
  }
  const cutsOff = leadsToInternetGateway(resource.address, plan) && !isAssignedElsewhere(plan);
  return [
    cutsOff
      ? {
          level: "blocked",
          what: "new instances get no public address, and its route to the Internet wants one: they reach neither ECS nor a registry",
          paths: [[attribute]],
        }
      : { what: "new instances get no public address", paths: [[attribute]] },
  ];
};

/** Of a subnet in which instances or tasks are started, or may be. */
function leadsToInternetGateway(address: string, plan: PlanContext): boolean {
  const { topology } = plan;
  const subnet = topology?.subnets.find((each) => each.address === address);
  const isUsed = topology?.instanceGroups.some(
    ({ subnets }) => !isKnown(subnets) || subnets.includes(address),
  );
  return (
    isUsed === true &&
    subnet !== undefined &&
    isKnown(subnet.defaultRoute) &&
    subnet.defaultRoute.to === "internet-gateway"
  );
}

/** By a launch template, whatever the subnet says. */
function isAssignedElsewhere(plan: PlanContext): boolean {
  return afterwards(plan, "aws_launch_template").some((template) =>
    list(template["network_interfaces"]).some(
      (each) =>
        String(record(each)["associate_public_ip_address"]) !== "false" &&
        record(each)["associate_public_ip_address"] !== null &&
        record(each)["associate_public_ip_address"] !== "",
    ),
  );
}
