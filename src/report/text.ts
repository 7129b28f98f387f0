export const FONT = "system-ui, -apple-system, 'Segoe UI', sans-serif";

/** Width of a character, on the safe side: without a browser nobody knows how wide text is. */
export const CHARACTER = 7.5;
