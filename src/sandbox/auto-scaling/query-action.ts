import { queryResponse } from "../gateway/aws-response";
import type { Handler } from "../gateway/gateway";
import { type Parameter, type Parameters, parseForm, withMembers } from "../gateway/query-form";

const NAMESPACE = "http://autoscaling.amazonaws.com/doc/2011-01-01/";

/** An action of the Auto Scaling API, from parameters to result. */
export function queryAction(answer: (parameters: Parameters) => object | Promise<object>): Handler {
  return async (request) => {
    const result = await answer(parseForm(request.body));
    return queryResponse(request, NAMESPACE, withMembers(result) as object);
  };
}

export function listOf(parameter: Parameter | undefined): readonly Parameter[] {
  return Array.isArray(parameter) ? parameter : [];
}

export function namesIn(parameter: Parameter | undefined): readonly string[] {
  return listOf(parameter).map(String);
}
