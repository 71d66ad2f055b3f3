/** What a transport tells whoever counts: metrics, logs. The calls must not throw. */
export interface TransportObserver {
  sent?(bytes: number): void;
  received?(bytes: number): void;
  /** An envelope found no room in the send queue of its stream and was dropped. */
  overflowed?(remoteAddress: string): void;
  /** A connection that was refused before it became a stream, or closed for what it sent. */
  refused?(remoteAddress: string, reason: string): void;
}
