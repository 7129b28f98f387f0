import { jsonResponse } from "./aws-response";
import type { Handler } from "./gateway";

/** Answers an action of the JSON protocols from its input alone. */
export function jsonAction<Input>(answer: (input: Input) => Promise<object> | object): Handler {
  return async ({ body }) => jsonResponse(await answer(JSON.parse(body.toString("utf8")) as Input));
}
