import pc from "picocolors";

export type Colors = ReturnType<typeof pc.createColors>;

/** Colors on a terminal alone: picocolors by itself also colors the files and pipes of a CI run. */
export function colorsFor({ isTTY }: { readonly isTTY?: boolean }): Colors {
  return pc.createColors(isTTY === true && pc.isColorSupported);
}
