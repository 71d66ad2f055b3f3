/** What a decoder takes at most. Parameters of spec/90-parameters.md, fixed in the program. */

/** WIRE-P1: longest serialized envelope that a transport carries, bytes. */
export const MESSAGE_SIZE_MAX = 104_857_600;
/** WIRE-P2: deepest nesting of messages and groups; the outermost message has depth 1. */
export const NESTING_DEPTH_MAX = 100;
/** WIRE-P3: most fields in one input, all depths together. */
export const FIELD_COUNT_MAX = 1_000_000;
