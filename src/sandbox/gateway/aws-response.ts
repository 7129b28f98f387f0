import { randomUUID } from "node:crypto";
import { XMLBuilder } from "fast-xml-parser";
import type { AwsRequest, Protocol } from "./aws-request";

export interface AwsResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

/** What a handler throws to answer with an error that AWS itself would give. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

const xml = new XMLBuilder({ ignoreAttributes: false, suppressEmptyNode: false });

export function jsonResponse(value: unknown, status = 200): AwsResponse {
  return {
    status,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": randomUUID() },
    body: Buffer.from(JSON.stringify(value)),
  };
}

/** `<ActionResponse><ActionResult>…`, as the query protocol wants it. */
export function queryResponse(request: AwsRequest, namespace: string, result: object): AwsResponse {
  return xmlResponse({
    [`${request.action}Response`]: {
      "@_xmlns": namespace,
      [`${request.action}Result`]: result,
      ResponseMetadata: { RequestId: randomUUID() },
    },
  });
}

/** @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#operation-error-serialization */
export function errorResponse(protocol: Protocol, error: AwsError): AwsResponse {
  const { code, message, status } = error;
  switch (protocol) {
    case "json":
      return jsonResponse({ __type: code, message }, status);
    case "rest-json": {
      const response = jsonResponse({ message }, status);
      return { ...response, headers: { ...response.headers, "x-amzn-errortype": code } };
    }
    case "ec2":
      return xmlResponse(
        {
          Response: {
            Errors: { Error: { Code: code, Message: message } },
            RequestID: randomUUID(),
          },
        },
        status,
      );
    case "rest-xml":
      return xmlResponse({ Error: { Code: code, Message: message } }, status);
    case "query":
      return xmlResponse(
        {
          ErrorResponse: {
            Error: { Type: "Sender", Code: code, Message: message },
            RequestId: randomUUID(),
          },
        },
        status,
      );
  }
}

function xmlResponse(document: object, status = 200): AwsResponse {
  return {
    status,
    headers: { "content-type": "text/xml" },
    body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${xml.build(document)}`),
  };
}
