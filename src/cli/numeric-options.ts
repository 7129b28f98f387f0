import { durationMs, positive, wholeFrom, within } from "./quantity";

/** Of `ha drill`, in requests a second. */
export const DRILL_RATE = within(positive, {
  least: { value: "1", because: "fewer requests a second would miss an outage of seconds" },
  most: { value: "500", because: "more only load the service, and show no outage better" },
});

/** @see https://docs.aws.amazon.com/fis/latest/userguide/action-sequence.html */
export const FAULT_DURATION = within(durationMs, {
  least: { value: "1s", because: "a shorter fault shows nothing" },
  most: { value: "12h", because: "no action of AWS FIS takes longer" },
});

/** What a drill still calls resilient. */
export const THRESHOLD = within(durationMs, {
  most: { value: "24h", because: "a drill that allows more would hold whatever happens" },
});

/** How much faster than the wall clock a sandbox runs. */
export const SPEED = within(positive, {
  least: { value: "0.1", because: "timers cannot wait for longer than 24 days" },
  most: { value: "100", because: "timers have milliseconds, and timeouts would be shorter" },
});

/** 0 would take a free one, which nobody could find. */
export const PORT = within(wholeFrom(1), {
  most: { value: "65535", because: "it is the last port" },
});

/** Of `ha simulate`, in requests a second. */
export const SIMULATED_RATE = within(positive, {
  most: { value: "1000000", because: "failed requests grow in proportion, so multiply them" },
});

export const RUNS = within(wholeFrom(1), {
  most: { value: "100000", because: "these take minutes, and more change no figure" },
});

export const SEED = within(wholeFrom(0), {
  most: { value: "4294967295", because: "only 32 bits of it count" },
});

/** Of the review's Markdown, in characters. Below the least, not even the verdict and its reason fit. */
export const MARKDOWN_LIMIT = within(wholeFrom(5_000), {
  most: { value: "1048576", because: "GitHub takes no larger summary of a job" },
});

export const PULL_REQUEST = wholeFrom(1);
