/**
 * What the exit code of a command says: the same number says the same everywhere. Above 63 the
 * command did not come to an answer; the numbers are those of sysexits.
 */
export const EXIT = {
  holds: 0,
  couldNotTell: 1,
  doesNotHold: 2,
  needsYes: 3,
  wrongUsage: 64,
  cannotWrite: 74,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** As a shell reports that a program was ended by a signal: 128 and the signal's number. */
export const INTERRUPTED = { SIGHUP: 129, SIGINT: 130, SIGPIPE: 141, SIGTERM: 143 } as const;

/** An exit code, or several that say the same, and what it says. */
export type Meaning = readonly [code: string, says: string];

/** Of any command, whatever it does. */
export const COMMON_MEANINGS: readonly Meaning[] = [
  [`${EXIT.wrongUsage}`, "wrong usage: an unknown or missing command, option or value"],
  [`${EXIT.cannotWrite}`, "the output cannot be written"],
  [
    `${INTERRUPTED.SIGINT}, ${INTERRUPTED.SIGTERM}, ${INTERRUPTED.SIGHUP}`,
    "ended by Ctrl-C, SIGTERM or SIGHUP",
  ],
  [`${INTERRUPTED.SIGPIPE}`, "whoever read the output has gone away"],
];

/** Of commands in general. */
export const GENERAL_MEANINGS: readonly Meaning[] = [
  [`${EXIT.holds}`, "holds, or done"],
  [`${EXIT.couldNotTell}`, "could not tell, or failed"],
  [`${EXIT.doesNotHold}`, "does not hold"],
  [`${EXIT.needsYes}`, "confirmation required"],
];

const OF_ZONES: readonly Meaning[] = [
  [`${EXIT.holds}`, "done"],
  [`${EXIT.couldNotTell}`, "no sandbox answers"],
];

/** Of each command that does something, by its whole name. */
export const MEANINGS: Readonly<Record<string, readonly Meaning[]>> = {
  check: [
    [`${EXIT.holds}`, "every rule holds"],
    [`${EXIT.couldNotTell}`, "could not tell: a rule is unknown, or there is nothing to check"],
    [`${EXIT.doesNotHold}`, "a rule is broken"],
  ],
  simulate: [
    [`${EXIT.holds}`, "the service survives in every run"],
    [
      `${EXIT.couldNotTell}`,
      "could not tell: too much is unknown, or there is nothing to simulate",
    ],
    [`${EXIT.doesNotHold}`, "the service does not survive in every run"],
  ],
  review: [
    [`${EXIT.holds}`, "safe"],
    [`${EXIT.couldNotTell}`, "could not tell: something cannot be read"],
    [`${EXIT.doesNotHold}`, "blocked"],
    [`${EXIT.needsYes}`, "confirmation required"],
  ],
  preflight: [
    [`${EXIT.holds}`, "the settings fit the account, and a drill may begin"],
    [`${EXIT.couldNotTell}`, "could not tell: a lookup failed, or nothing is deployed yet"],
    [`${EXIT.doesNotHold}`, "a setting is wrong, or a drill would refuse to begin"],
  ],
  drill: [
    [`${EXIT.holds}`, "everything holds, or everything is restored or released"],
    [`${EXIT.couldNotTell}`, "could not tell, could not restore, or refused to begin"],
    [`${EXIT.doesNotHold}`, "a threshold was missed"],
    [`${EXIT.needsYes}`, "confirmation required: nothing was touched"],
  ],
  demo: [
    [`${EXIT.holds}`, "requests failed no longer than the simulation predicts"],
    [`${EXIT.couldNotTell}`, "could not tell: a step failed"],
    [`${EXIT.doesNotHold}`, "requests failed for longer"],
  ],
  "sandbox start": [
    [`${EXIT.holds}`, "it runs in the background (--detach)"],
    [`${EXIT.couldNotTell}`, "it could not start"],
  ],
  "sandbox stop": [
    [`${EXIT.holds}`, "stopped"],
    [`${EXIT.couldNotTell}`, "no sandbox runs in the background"],
  ],
  "sandbox status": [
    [`${EXIT.holds}`, "a sandbox runs in the background"],
    [`${EXIT.couldNotTell}`, "none does"],
  ],
  "sandbox zone black": OF_ZONES,
  "sandbox zone restore": OF_ZONES,
  "sandbox zone stop": OF_ZONES,
};
