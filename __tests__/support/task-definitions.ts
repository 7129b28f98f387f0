/** Containers as a task definition keeps them, and what placement subtracts for a task of them. */
export interface TaskDefinitionCase {
  readonly name: string;
  readonly memory?: string;
  readonly cpu?: string;
  readonly containers: readonly object[];
  /** Undefined where it cannot be said. */
  readonly memoryMiB: number | undefined;
  readonly cpuUnits: number;
}

export const TASK_DEFINITIONS: readonly TaskDefinitionCase[] = [
  {
    name: "reservations alone",
    containers: [{ memoryReservation: 384, cpu: 128 }, { memoryReservation: 128 }],
    memoryMiB: 512,
    cpuUnits: 128,
  },
  {
    name: "limits alone",
    containers: [
      { memory: 384, cpu: 128 },
      { memory: 128, cpu: 64 },
    ],
    memoryMiB: 512,
    cpuUnits: 192,
  },
  {
    name: "a reservation below the limit",
    containers: [{ memory: 1024, memoryReservation: 256, cpu: 0 }],
    memoryMiB: 256,
    cpuUnits: 0,
  },
  {
    name: "a reservation, a limit and both",
    containers: [
      { memoryReservation: 100 },
      { memory: 200 },
      { memory: 800, memoryReservation: 40 },
    ],
    memoryMiB: 340,
    cpuUnits: 0,
  },
  {
    name: "null where nothing is set",
    containers: [
      { memory: 512, memoryReservation: null, cpu: null },
      { memory: null, memoryReservation: 64, cpu: 10 },
    ],
    memoryMiB: 576,
    cpuUnits: 10,
  },
  {
    name: "0 where nothing is set",
    containers: [{ memory: 512, memoryReservation: 0, cpu: 0 }],
    memoryMiB: 512,
    cpuUnits: 0,
  },
  {
    name: "the task's own figures, which count alone",
    memory: "1024",
    cpu: "256",
    containers: [{ memory: 2048, memoryReservation: 1536, cpu: 512 }, {}],
    memoryMiB: 1024,
    cpuUnits: 256,
  },
  {
    name: "the task's own memory, and the CPU of the containers",
    memory: "512",
    containers: [{ cpu: 32 }, { cpu: 32 }],
    memoryMiB: 512,
    cpuUnits: 64,
  },
  { name: "no memory at all", containers: [{ cpu: 10 }], memoryMiB: undefined, cpuUnits: 10 },
];
