import type { ParsedEnvironment } from "./schema";

/** Where Terraform keeps the state of one stack. */
export type StatePlace =
  | { readonly kind: "s3"; readonly bucket: string; readonly key: string; readonly region: string }
  | { readonly kind: "local"; readonly path: string };

/** Where the environment says, which the bucket for the state cannot be kept in itself. */
export function statePlace(
  { state, region }: Pick<ParsedEnvironment, "state" | "region">,
  stack: string,
): StatePlace {
  return state.kind === "s3"
    ? { kind: "s3", bucket: state.bucket, key: `${stack}.tfstate`, region }
    : placeBesideCheckout(stack);
}

/**
 * A file in the root of the checkout. The path is seen from `cdktf.out/stacks/<stack>`, because an
 * absolute one would make the JSON differ by checkout.
 */
export function placeBesideCheckout(stack: string): StatePlace & { kind: "local" } {
  return { kind: "local", path: `../../../terraform.${stack}.tfstate` };
}
