import { afterEach, describe, expect, it } from "vitest";
import type { Container, SandboxTask } from "../../src/sandbox/ecs/ecs-task";
import { TaskFailure, TaskRuntime } from "../../src/sandbox/ecs/task-runtime";

const OWN_SERVER =
  "require('http').createServer((_, answer) => answer.end(process.env.GREETING)).listen(process.env.PORT, process.env.HOST)";

let port = 41_000;
const running: TaskRuntime[] = [];

afterEach(() => {
  for (const runtime of running.splice(0)) {
    runtime.kill();
  }
});

function runtimeOf(
  container: Partial<Container>,
  { runCommands = false, onExit = (_: number) => {} } = {},
) {
  port++;
  const task = {
    id: "0a1b2c",
    address: "127.76.0.1",
    instance: { id: "i-1", zone: "eu-north-1a" },
    bindings: [{ containerName: "web", containerPort: 80, hostPort: port }],
    blueprint: {
      service: "frontend",
      containers: [
        {
          name: "web",
          image: "registry.example.com/web:1",
          command: [],
          environment: {},
          containerPorts: [80],
          ...container,
        },
      ],
    },
  } as unknown as SandboxTask;
  const runtime = new TaskRuntime(task, { runCommands, onExit });
  running.push(runtime);
  return runtime;
}

const ask = async () => (await fetch(`http://127.76.0.1:${port}/`)).text();

describe("what a task does", () => {
  it("answers on its port and says which task and zone did", async () => {
    await runtimeOf({}).start();
    expect(JSON.parse(await ask())).toMatchObject({ task: "0a1b2c", zone: "eu-north-1a" });
  });

  it("does not start with an image that cannot be pulled", async () => {
    const start = runtimeOf({ image: "registry.example.com/web:broken" }).start();
    await expect(start).rejects.toThrow(TaskFailure);
    await expect(start).rejects.toThrow(/^CannotPullContainerError/);
  });

  const program = {
    command: [process.execPath, "-e", OWN_SERVER],
    environment: { GREETING: "hei" },
  };

  it("runs the container's program where that is allowed, at its address and port", async () => {
    await runtimeOf(program, { runCommands: true }).start();
    await expect.poll(() => ask().catch(() => "")).toBe("hei");
  });

  it("runs no program of this machine unasked", async () => {
    await runtimeOf(program).start();
    expect(JSON.parse(await ask())).toMatchObject({ service: "frontend" });
  });

  it("tells when the program ends by itself, not when it was stopped", async () => {
    const codes: number[] = [];
    const onExit = (code: number) => codes.push(code);
    const options = { runCommands: true, onExit };
    await runtimeOf({ command: [process.execPath, "-e", "process.exit(3)"] }, options).start();
    await expect.poll(() => codes).toEqual([3]);
    const stopped = runtimeOf(program, options);
    await stopped.start();
    await expect.poll(() => ask().catch(() => "")).toBe("hei");
    stopped.stop();
    await expect.poll(() => ask().catch(() => "gone")).toBe("gone");
    expect(codes).toEqual([3]);
  });
});
