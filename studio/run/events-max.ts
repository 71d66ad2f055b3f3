/** Events that a recording holds; then the run ends, and the page says so. */
export const EVENTS_MAX = 3_000_000;
