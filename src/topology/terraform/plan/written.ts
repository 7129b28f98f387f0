import {
  type Attributes,
  Encoded,
  isAttributes,
  isList,
  Pending,
  Template,
  type Value,
} from "../value";

/** The attributes of a resource, where each expression knows in which of them it is written. */
export function writtenIn(address: string, attributes: Attributes): Attributes {
  return within(address, "", attributes);
}

function within(address: string, prefix: string, attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, at(address, prefix + name, value)]),
  );
}

function at(address: string, attribute: string, value: Value): Value {
  if (value instanceof Pending) {
    return value.writtenAt({ address, attribute });
  }
  if (value instanceof Template) {
    return new Template(value.parts.map((part) => at(address, attribute, part)));
  }
  if (value instanceof Encoded) {
    return new Encoded(at(address, attribute, value.value));
  }
  if (isList(value)) {
    return value.map((entry) => at(address, attribute, entry));
  }
  return isAttributes(value) ? within(address, `${attribute}.`, value) : value;
}
