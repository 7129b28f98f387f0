import { accessSync, constants } from "node:fs";
import { isAbsolute } from "node:path";
import { OwnedProcess } from "../../processes/owned-process";
import { TaskServer } from "../task-server";
import type { Container, SandboxTask, StopCause } from "./ecs-task";

/** Why a task did not come up, in the words of ECS. */
export class TaskFailure extends Error {
  constructor(readonly cause: StopCause) {
    super(cause.reason);
  }
}

export interface TaskRuntimeOptions {
  /** Run a container's command where it is a program of this machine, given by its whole path. */
  readonly runCommands: boolean;
  readonly onExit: (exitCode: number) => void;
}

/**
 * What a task's containers do on this machine: each port answers by HTTP and says who answered, or
 * the container's command runs with HOST and PORT in its environment.
 */
export class TaskRuntime {
  private readonly servers: TaskServer[] = [];
  private readonly programs: OwnedProcess[] = [];
  private ended = false;

  constructor(
    private readonly task: SandboxTask,
    private readonly options: TaskRuntimeOptions,
  ) {}

  /** @throws TaskFailure for an image that there is not, Error where a port cannot be had */
  async start(): Promise<void> {
    for (const container of this.task.blueprint.containers) {
      pull(container);
    }
    for (const container of this.task.blueprint.containers) {
      if (this.options.runCommands && isProgram(container.command[0])) {
        this.run(container);
      } else {
        await this.serve(container);
      }
    }
  }

  /** SIGTERM; what heeds it has time to end. */
  stop(): void {
    this.ended = true;
    for (const program of this.programs) {
      program.signal("SIGTERM");
    }
  }

  /** At once, as a power cut would. */
  kill(): void {
    this.ended = true;
    for (const server of this.servers) {
      server.close();
    }
    for (const program of this.programs) {
      program.kill();
    }
  }

  private async serve({ name }: Container): Promise<void> {
    const { id, blueprint, instance, address, bindings } = this.task;
    for (const { hostPort } of bindings.filter(({ containerName }) => containerName === name)) {
      const server = new TaskServer({
        task: id,
        service: blueprint.service,
        zone: instance.zone,
        instance: instance.id,
      });
      await server.listen(address, hostPort);
      this.servers.push(server);
    }
  }

  private run({ name, command, environment }: Container): void {
    const [program = "", ...args] = command;
    const port = this.task.bindings.find(({ containerName }) => containerName === name)?.hostPort;
    const running = OwnedProcess.start(program, args, {
      env: { ...environment, HOST: this.task.address, PORT: String(port ?? "") },
    });
    this.programs.push(running);
    const exited = (code: number) => {
      if (!this.ended) {
        this.kill();
        this.options.onExit(code);
      }
    };
    running.exited.then(exited, () => exited(COMMAND_NOT_FOUND));
  }
}

/** As a shell has it. */
const COMMAND_NOT_FOUND = 127;

/** The one image that is nowhere to be had, to try what happens then. */
const BROKEN_TAG = ":broken";

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html */
function pull({ image }: Container): void {
  if (image.endsWith(BROKEN_TAG)) {
    throw new TaskFailure({
      code: "TaskFailedToStart",
      reason: `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${image}: not found`,
    });
  }
}

function isProgram(path: string | undefined): boolean {
  if (path === undefined || !isAbsolute(path)) {
    return false;
  }
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
