/** What real Terraform is made to plan, so that the review is tested on what it really writes. */
export interface Scenario {
  /** Of the fixture. */
  readonly name: string;
  /** Applied before the plan is made. */
  readonly before?: string;
  /** What is planned. */
  readonly after: string;
  /** Terraform commands between the two. */
  readonly between?: readonly (readonly string[])[];
  readonly planFlags?: readonly string[];
  /** Modules beside the configuration, by the name of their folder. */
  readonly modules?: Readonly<Record<string, string>>;
  /** The plan itself fails, and is saved as far as it went. */
  readonly fails?: boolean;
}

const box = (name: string, body: string) => `resource "terraform_data" "${name}" {\n${body}\n}\n`;

/** A resource whose change of `revision` replaces it. */
const replaceable = (revision: number, lifecycle = "") =>
  box("box", `  input = "kept"\n  triggers_replace = [${revision}]\n${lifecycle}`);

const CREATE_FIRST = "  lifecycle {\n    create_before_destroy = true\n  }";

const FOLLOWER = box(
  "follower",
  "  lifecycle {\n    replace_triggered_by = [terraform_data.leader.input]\n  }",
);

const LABELLED = `
variable "label" { type = string }
resource "terraform_data" "box" { input = var.label }
output "label" { value = terraform_data.box.output }
`;

const SEALED = `
variable "key" {
  type      = string
  sensitive = true
}
resource "terraform_data" "box" { input = var.key }
`;

/** None of the two is ever made. */
const PROVISIONED = box(
  "box",
  `  count = 0
  provisioner "local-exec" {
    command = "exit 1"
  }
  provisioner "remote-exec" {
    when   = destroy
    inline = ["exit 1"]
    connection {
      host = "192.0.2.1"
    }
  }`,
);

const module = (name: string, argument: string) =>
  `module "${name}" {\n  source = "./${name}"\n  ${argument}\n}\n`;

export const SCENARIOS: readonly Scenario[] = [
  { name: "create", after: box("box", '  input = "new"') },
  { name: "no-change", before: box("box", "  input = 1"), after: box("box", "  input = 1") },
  { name: "update", before: box("box", "  input = 1"), after: box("box", "  input = 2") },
  { name: "replace", before: replaceable(1), after: replaceable(2) },
  {
    name: "replace-create-first",
    before: replaceable(1, CREATE_FIRST),
    after: replaceable(2, CREATE_FIRST),
  },
  {
    name: "replace-tainted",
    before: box("box", ""),
    between: [["taint", "terraform_data.box"]],
    after: box("box", ""),
  },
  {
    name: "replace-asked-for",
    before: box("box", ""),
    after: box("box", ""),
    planFlags: ["-replace=terraform_data.box"],
  },
  {
    name: "replace-triggered",
    before: `${box("leader", "  input = 1")}${FOLLOWER}`,
    after: `${box("leader", "  input = 2")}${FOLLOWER}`,
  },
  { name: "destroy", before: `${box("gone", "")}${box("stays", "")}`, after: box("stays", "") },
  {
    name: "destroy-all",
    before: `${box("one", "")}${box("other", "")}`,
    after: `${box("one", "")}${box("other", "")}`,
    planFlags: ["-destroy"],
  },
  {
    name: "forget",
    before: box("box", ""),
    after: "removed {\n  from = terraform_data.box\n  lifecycle {\n    destroy = false\n  }\n}\n",
  },
  {
    name: "move",
    before: box("old", "  input = 1"),
    after: `${box("new", "  input = 1")}moved {\n  from = terraform_data.old\n  to   = terraform_data.new\n}\n`,
  },
  {
    name: "move-and-update",
    before: box("old", "  input = 1"),
    after: `${box("new", "  input = 2")}moved {\n  from = terraform_data.old\n  to   = terraform_data.new\n}\n`,
  },
  {
    name: "import",
    after: `${box("box", "")}import {\n  to = terraform_data.box\n  id = "kept-elsewhere"\n}\n`,
  },
  {
    name: "import-and-update",
    after: `${box("box", "  input = 1")}import {\n  to = terraform_data.box\n  id = "kept-elsewhere"\n}\n`,
  },
  {
    name: "sensitive",
    before: sealed("old"),
    after: sealed("new"),
  },
  {
    name: "unknown-map",
    before: `${box("source", "  input = 1")}${box("map", '  input = { id = "x", kept = "y" }')}`,
    after: `${box("source", "  input = 2")}${box("map", '  input = { id = terraform_data.source.output, kept = "y" }')}`,
  },
  {
    name: "modules",
    before: module("labelled", 'label = "one"'),
    after: `${module("labelled", 'label = "two"')}${module("sealed", 'key = "module-secret-7f3a"')}`,
    modules: { labelled: LABELLED, sealed: SEALED },
  },
  {
    name: "module-removed",
    before: module("labelled", 'label = "one"'),
    after: "",
    modules: { labelled: LABELLED },
  },
  { name: "count", before: box("box", "  count = 3"), after: box("box", "  count = 2") },
  {
    name: "for-each",
    before: box("box", '  for_each = toset(["a", "b"])'),
    after: box("box", '  for_each = toset(["b", "c"])'),
  },
  {
    name: "provisioners",
    before: module("outer", ""),
    after: module("outer", ""),
    modules: { outer: 'module "inner" {\n  source = "../inner"\n}\n', inner: PROVISIONED },
  },
  {
    name: "check-failed",
    before: box("box", "  input = 1"),
    after: `${box("box", "  input = 1")}check "big_enough" {\n  assert {\n    condition     = terraform_data.box.input > 2\n    error_message = "too small"\n  }\n}\n`,
  },
  {
    name: "errored",
    before: box("box", "  input = 1"),
    after: `${box("box", "  input = 2")}${box("refused", '  lifecycle {\n    precondition {\n      condition     = terraform_data.box.input == 1\n      error_message = "no"\n    }\n  }')}`,
    fails: true,
  },
  {
    name: "incomplete",
    after: `${box("wanted", "")}${box("left_out", "")}`,
    planFlags: ["-target=terraform_data.wanted"],
  },
];

/** A secret in an argument, in a list, in an output, and next to what is none. */
function sealed(state: "old" | "new"): string {
  return `
variable "password" {
  sensitive = true
  default   = "${state}-password-5c1d"
}
${box("whole", "  input = var.password")}
${box("part", `  input = { password = var.password, port = ${state === "old" ? 80 : 8080} }`)}
${box("copy", `  input = "postgres://app:${state}-password-5c1d@db.example.com"`)}
output "password" {
  value     = var.password
  sensitive = true
}
`;
}
