import type { Phase } from "../drill";
import type { Sample } from "../probe/sample";
import { seconds } from "../report/verdict";
import { healthyTargets, type Observation, zonesOf } from "../state/observation";
import type { Happening } from "../timeline";

/** What a terminal shows of a drill at one moment. */
export interface View {
  readonly environment: string;
  readonly fault: string;
  readonly zone: string;
  readonly phase: Phase;
  /** Milliseconds since the drill began. */
  readonly nowMs: number;
  /** Undefined before the fault. */
  readonly faultAtMs: number | undefined;
  readonly samples: readonly Sample[];
  readonly first: Observation;
  readonly latest: Observation;
  readonly happenings: readonly Happening[];
}

const PHASES: Readonly<Record<Phase, string>> = {
  steady: "before the fault",
  fault: "the zone is lost",
  return: "restored; waiting for both zones",
  over: "over",
};

const HAPPENINGS_SHOWN = 6;

/** Below this, the zones stand under each other. */
const SIDE_BY_SIDE_COLUMNS = 60;

/** The lines of a terminal of so many columns; none is longer. */
export function frame(view: View, columns: number): readonly string[] {
  return [
    `${view.environment}: ${view.fault} in ${view.zone}`,
    phaseLine(view),
    requestLine(view),
    "",
    ...zones(view, columns),
    "",
    ...view.happenings.slice(-HAPPENINGS_SHOWN).map((happening) => happeningLine(view, happening)),
  ].map((line) => cut(line, columns));
}

/** Where a drill stands, in one line. */
export function statusLine(view: View): string {
  return `${phaseLine(view)}; ${requestLine(view)}`;
}

function phaseLine({ phase, faultAtMs, nowMs }: View): string {
  const elapsed = faultAtMs === undefined ? "" : `, +${seconds(nowMs - faultAtMs)}`;
  return `${PHASES[phase]}${elapsed}`;
}

function requestLine({ samples }: View): string {
  const failed = samples.filter(({ failure }) => failure !== undefined).length;
  return `requests: ${samples.length - failed} answered, ${failed} failed`;
}

/** `+12.3 s  task 1a2b3c4d of taskmanager-demo-frontend RUNNING (eu-north-1b)`, since the fault. */
export function happeningLine(
  { faultAtMs }: Pick<View, "faultAtMs">,
  { atMs, zone, text }: Happening,
): string {
  const what = zone === "" || text.includes(zone) ? text : `${text} (${zone})`;
  return faultAtMs === undefined || atMs < faultAtMs
    ? what
    : `+${seconds(atMs - faultAtMs)}  ${what}`;
}

function zones(view: View, columns: number): readonly string[] {
  const names = zonesOf([...view.first.targets, ...view.latest.targets]);
  const columnsEach = Math.floor(columns / Math.max(1, names.length));
  const blocks = names.map((zone) => zoneBlock(view, zone));
  if (columns < SIDE_BY_SIDE_COLUMNS || columnsEach < SIDE_BY_SIDE_COLUMNS / 2) {
    return blocks.flat();
  }
  const height = Math.max(0, ...blocks.map(({ length }) => length));
  return Array.from({ length: height }, (_, row) =>
    blocks
      .map((block) => cut(block[row] ?? "", columnsEach - 1).padEnd(columnsEach))
      .join("")
      .trimEnd(),
  );
}

function zoneBlock({ latest, zone: lost, phase }: View, zone: string): readonly string[] {
  const instances = latest.instances.filter(
    (instance) => instance.zone === zone && instance.state !== "terminated",
  );
  return [
    `${zone}${zone === lost && phase === "fault" ? "  LOST" : ""}`,
    `  instances ${countsByState(instances.map(({ state }) => state))}`,
    ...latest.services.map((service) => {
      const healthy = healthyTargets(latest, service).filter((target) => target.zone === zone);
      const tasks = latest.tasks.filter(
        (task) => task.service === service.name && task.zone === zone,
      );
      return `  ${shortName(service.name)} ${healthy.length} healthy of ${tasks.length}`;
    }),
  ];
}

function countsByState(states: readonly string[]): string {
  const names = [...new Set(states)].sort();
  const counts = names.map((name) => `${states.filter((state) => state === name).length} ${name}`);
  return counts.join(", ") || "none";
}

/** The part after the environment's prefix, which every service shares. */
function shortName(service: string): string {
  return service.split("-").at(-1) ?? service;
}

function cut(line: string, columns: number): string {
  return line.length <= columns ? line : `${line.slice(0, Math.max(0, columns - 1))}…`;
}
