import { isUnknown, type Knowable, unknown, whenKnown } from "../knowable";
import type { ListenerAction } from "../model";
import type { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import { addressesOf, allKnown, known, TARGET_GROUP } from "./identity";

/** What comes before the action that answers: it lets a request through, or not. */
const CHECKS = ["authenticate-cognito", "authenticate-oidc", "jwt-validation"];

/**
 * The action that answers, which is the last by `order`. Its type decides what it does: in a plan,
 * one that forwards no more still has the target group that it forwarded to.
 */
export function actionOf(actions: Knowable<readonly Block[]>, graph: Graph): ListenerAction {
  const last = known(actions, lastOf);
  const type = known(last, (action) => action.text("type"));
  return {
    type,
    targetGroups: whenKnown([type, last], (name, action) => targetGroupsOf(name, action, graph)),
    ownStatus: whenKnown([type, last], ownStatusOf),
  };
}

/** One without an `order` has that of its position. */
function lastOf(actions: readonly Block[]): Knowable<Block> {
  const orders = actions.map((action, index) =>
    known(action.optionalNumber("order"), (order) => order ?? index + 1),
  );
  const settled = allKnown(orders);
  if (isUnknown(settled) && actions.length > 1) {
    return onlyAnswerAmong(actions);
  }
  const position = isUnknown(settled) ? 0 : settled.lastIndexOf(Math.max(...settled));
  return actions[position] ?? unknown("there is no action");
}

/** AWS takes one action that answers, and none after it. */
function onlyAnswerAmong(actions: readonly Block[]): Knowable<Block> {
  return known(allKnown(actions.map((action) => action.text("type"))), (types) => {
    const [only, ...others] = actions.filter((_, index) => !CHECKS.includes(types[index] ?? ""));
    return only && others.length === 0 ? only : unknown("the order of the actions is not known");
  });
}

function targetGroupsOf(type: string, action: Block, graph: Graph): Knowable<readonly string[]> {
  switch (type) {
    case "forward":
      return forwardedTo(action, graph);
    case "redirect":
    case "fixed-response":
      return [];
    default:
      return CHECKS.includes(type) ? [] : unknown(`what "${type}" does with requests is not known`);
  }
}

/** The block is what is meant where both are there: the plain argument is then one of before. */
function forwardedTo(action: Block, graph: Graph): Knowable<readonly string[]> {
  return known(action.block("forward"), (forward) => {
    const groups = forward ? forward.blocks("target_group") : [];
    if (isUnknown(groups) || groups.length > 0) {
      return known(groups, (weighted) => withWeight(weighted, graph));
    }
    const only = action.value("target_group_arn");
    return only === undefined
      ? unknown("a forward action does not name its target group")
      : addressesOf(graph, [only], TARGET_GROUP);
  });
}

/** A target group of weight 0 gets no requests. */
function withWeight(groups: readonly Block[], graph: Graph): Knowable<readonly string[]> {
  return known(allKnown(groups.map((group) => group.optionalNumber("weight"))), (weights) =>
    addressesOf(
      graph,
      groups.filter((_, index) => weights[index] !== 0).map((group) => group.value("arn") ?? null),
      TARGET_GROUP,
    ),
  );
}

function ownStatusOf(type: string, action: Block): Knowable<string | undefined> {
  switch (type) {
    case "fixed-response":
      return known(action.block("fixed_response"), (answer) => answer?.optionalText("status_code"));
    case "redirect":
      return known(action.block("redirect"), (redirect) =>
        known(redirect?.optionalText("status_code"), (code) => code?.replace("HTTP_", "")),
      );
    default:
      return undefined;
  }
}
