import type { Picker } from "./choice";

/** A stream of numbers from 0 up to, but not including, 1. */
export type Random = () => number;

/**
 * The stream of one run, the same for the same seed and run: mulberry32, begun where a hash of both
 * puts it, so that the first hundred of a thousand runs are those of a hundred.
 *
 * @see https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
 */
export function randomOf(seed: number, run: number): Random {
  let state = scramble(scramble(seed) ^ (run + 1));
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    return scramble(state) / 2 ** 32;
  };
}

/** The output function of mulberry32: 32 bits in, 32 well-mixed bits out. */
function scramble(bits: number): number {
  let mixed = Math.imul(bits ^ (bits >>> 15), bits | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return (mixed ^ (mixed >>> 14)) >>> 0;
}

/** One of equals, each as likely as any other. */
export function pickerOf(random: Random): Picker {
  return (count) => Math.floor(random() * count);
}
