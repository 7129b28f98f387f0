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
  const { status, failure, location } = await requester.send("new");
  requester.close();
  const elsewhere = location && URL.canParse(location, url.href) ? new URL(location, url) : url;
  if (elsewhere.origin !== url.origin) {
    const detail = `${url.href} redirects to ${elsewhere.href}, and no task is asked: give that with --url`;
    return { title, verdict: "refused", detail };
  }
  if (failure === undefined && status !== undefined && status < 400) {
    return holds(title, `${url.href}: ${status}`);
  }
  const what = failure ?? `http ${status}`;
  const remedy =
    failure === "tls"
      ? "give the name that the certificate carries with --url, a CA of your own in NODE_EXTRA_CA_CERTS, or --insecure for a sandbox"
      : "give another with --url";
  return { title, verdict: "refused", detail: `${url.href} is not answered (${what}): ${remedy}` };
}
