import { inLog } from "./in-log";
import { gatherPlanSecrets } from "./plan-secrets";
import { gatherSynthesizedSecrets } from "./provider-secrets";
import { Redactor } from "./redactor";
import { SecretValues } from "./secret-values";

/** Makes what was read out of a plan or a stack fit to be shown. */
export type Publish = (text: string) => string;

/** Without what the documents, plans or synthesized stacks, mark as sensitive. */
export function redactorOf(documents: readonly unknown[]): Redactor {
  const secrets = new SecretValues();
  for (const document of documents) {
    gatherPlanSecrets(document, secrets);
    gatherSynthesizedSecrets(document, secrets);
  }
  return new Redactor(secrets);
}

/** For programs: only without secrets, and otherwise as it is. */
export function publisherOfData(documents: readonly unknown[]): Publish {
  const redactor = redactorOf(documents);
  return distinct((text) => redactor.publish(text));
}

/** For people: also without what a terminal or a log would execute or hide, and not too long. */
export function publisherOfText(documents: readonly unknown[]): Publish {
  const redactor = redactorOf(documents);
  return distinct((text) => inLog(redactor.publish(text)));
}

/** Names that differ stay different, so that two resources are not taken for one. */
function distinct(publish: Publish): Publish {
  const published = new Map<string, string>();
  const used = new Map<string, number>();
  return (text) => {
    const known = published.get(text);
    if (known !== undefined) {
      return known;
    }
    const shown = publish(text);
    const times = (used.get(shown) ?? 0) + 1;
    used.set(shown, times);
    const result = times === 1 ? shown : `${shown} #${times}`;
    published.set(text, result);
    return result;
  };
}
