/** What the judging of identities takes and remembers at most. Parameters of spec/90-parameters.md. */

/** IDENT-P1: identities that an authority remembers as resolved. */
export const RESOLVED_IDENTITIES_MAX = 1_000;
/** IDENT-P2: CA certificates that are tried while the chains of one certificate are built. */
export const CHAIN_CANDIDATES_MAX = 100;
/** IDENT-P3: longest identity that an authority remembers, bytes. */
export const REMEMBERED_IDENTITY_BYTES_MAX = 16_384;
