import { type Knowable, someOf } from "../knowable";
import type { Block } from "../terraform/block";
import { allKnown, known } from "./identity";

/** The values of one kind of condition; none where the rule does not ask for it. */
export function valuesOf(rule: Block, kind: string): Knowable<readonly string[]> {
  return known(rule.blocks("condition"), (conditions) => {
    const values = conditions.map((condition) =>
      known(condition.block(kind), (block) => block?.texts("values") ?? []),
    );
    return known(allKnown(values), (known) => known.flat());
  });
}

/** Whether the rule asks for more than the host and path patterns that {@link valuesOf} reads. */
export function narrowedFurther(rule: Block): Knowable<boolean> {
  return known(rule.blocks("condition"), (conditions) =>
    someOf(
      conditions.flatMap((condition) => [
        ...["http_header", "http_request_method", "query_string"].map((kind) =>
          known(condition.blocks(kind), (blocks) => blocks.length > 0),
        ),
        narrows(condition, "source_ip", "values", (range) => range === "0.0.0.0/0"),
        ...["host_header", "path_pattern"].map((kind) =>
          narrows(condition, kind, "regex_values", (pattern) => EVERYTHING.test(pattern)),
        ),
      ]),
    ),
  );
}

/** A regular expression that any host or path matches. */
export const EVERYTHING = /^\^?\/?\.\*\$?$/;

function narrows(
  condition: Block,
  kind: string,
  name: string,
  admitsAll: (value: string) => boolean,
): Knowable<boolean> {
  return known(condition.block(kind), (block) =>
    block
      ? known(block.texts(name), (values) => values.length > 0 && !values.some(admitsAll))
      : false,
  );
}
