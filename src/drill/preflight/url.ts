import type { ProbeOptions } from "../probe/probe";
import { Requester } from "../probe/request";
import { type Check, holds } from "./check";

/** Whether clients get an answer before anything is taken away. */
export async function urlCheck({
  url,
  timeoutMs,
  insecure,
}: Pick<ProbeOptions, "url" | "timeoutMs" | "insecure">): Promise<Check> {
  const title = "the URL answers";
  const requester = new Requester(url, { timeoutMs, insecure });
  const { status, failure } = await requester.send("new");
  requester.close();
  if (failure === undefined && status !== undefined && status < 400) {
    return holds(title, `${url.href}: ${status}`);
  }
  const what = failure ?? `http ${status}`;
  const remedy =
    failure === "tls"
      ? "give the certificate's CA in NODE_EXTRA_CA_CERTS, or --insecure for a sandbox"
      : "give another with --url";
  return { title, verdict: "refused", detail: `${url.href} is not answered (${what}): ${remedy}` };
}
