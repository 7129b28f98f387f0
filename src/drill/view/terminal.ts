import type { DrillListener, Phase } from "../drill";
import type { Probe } from "../probe/probe";
import type { Observation } from "../state/observation";
import type { Stopwatch } from "../stopwatch";
import type { Happening } from "../timeline";
import { frame, happeningLine, statusLine, type View } from "./frame";

const REDRAW_MS = 250;

/** Without a terminal, how often the count of requests is said (milliseconds). */
const COUNT_PERIOD_MS = 30_000;

type Screen = Pick<NodeJS.WriteStream, "write" | "isTTY" | "columns">;

/** What goes on, on standard error: drawn anew on a terminal, line by line elsewhere. */
export class LiveView implements DrillListener {
  private phase: Phase = "steady";
  private faultAtMs: number | undefined;
  private probe: Probe | undefined;
  private latest: Observation;
  private readonly happenings: Happening[] = [];
  private drawnLines = 0;
  private saidAtMs = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly screen: Screen,
    private readonly stopwatch: Stopwatch,
    private readonly about: Pick<View, "environment" | "fault" | "zone" | "first">,
  ) {
    this.latest = about.first;
    if (screen.isTTY) {
      this.timer = setInterval(() => this.draw(), REDRAW_MS);
    }
  }

  entered(phase: Phase, atMs: number): void {
    this.phase = phase;
    this.faultAtMs ??= phase === "fault" ? atMs : undefined;
    if (this.screen.isTTY) {
      this.draw();
    } else {
      this.say(statusLine(this.view));
    }
  }

  probing(probe: Probe): void {
    this.probe = probe;
  }

  happened(happening: Happening): void {
    this.happenings.push(happening);
    if (!this.screen.isTTY) {
      this.say(happeningLine(this.view, happening));
    }
  }

  observed(observation: Observation): void {
    this.latest = observation;
    if (!this.screen.isTTY && observation.atMs - this.saidAtMs >= COUNT_PERIOD_MS) {
      this.saidAtMs = observation.atMs;
      this.say(statusLine(this.view));
    }
  }

  /** A line that stays, above the picture. */
  announce(line: string): void {
    this.screen.write(`${this.back}${line}\n`);
    this.drawnLines = 0;
    if (this.screen.isTTY) {
      this.draw();
    }
  }

  /** Leaves the last picture where it is. */
  close(): void {
    clearInterval(this.timer);
    if (this.screen.isTTY) {
      this.draw();
    }
  }

  private get view(): View {
    return {
      ...this.about,
      phase: this.phase,
      nowMs: this.stopwatch.nowMs(),
      faultAtMs: this.faultAtMs,
      samples: this.probe?.samples ?? [],
      latest: this.latest,
      happenings: this.happenings,
    };
  }

  private draw(): void {
    const lines = frame(this.view, this.screen.columns || 80);
    this.screen.write(`${this.back}${lines.join("\n")}\n`);
    this.drawnLines = lines.length;
  }

  /** To where the last picture began, which is wiped out. */
  private get back(): string {
    return this.drawnLines > 0 ? `\u001b[${this.drawnLines}A\u001b[0J` : "";
  }

  private say(line: string): void {
    this.screen.write(`${line}\n`);
  }
}
