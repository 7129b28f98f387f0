/**
 * For what others use: Terraform destroys a resource that is gone from the configuration *before*
 * it updates those that no longer refer to it, unless the resource is created before it is
 * destroyed, which turns the order round.
 *
 * @see https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#create_before_destroy
 */
export const REMOVED_LAST = { createBeforeDestroy: true } as const;
