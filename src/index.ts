export type { Choose, EndStatus, LinkId, PeerEffect, PeerInput } from './peer/io.js';
export type { Trace, TraceLine } from './peer/trace.js';
export type { Clock, Stream, StreamListener, Transport } from './ports.js';
