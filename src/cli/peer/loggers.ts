/**
 * Which part of a peer a record of its trace is about, named as Fabric names its loggers.
 *
 * Implements spec/14-observability.md, OBSV-17.
 */
import type { Trace } from '../../peer/trace.js';

export const LOGGERS = [
  'gossip.comm',
  'gossip.discovery',
  'gossip.gossip',
  'gossip.pull',
  'gossip.channel',
  'gossip.election',
  'gossip.state',
  'peer.blocksprovider',
] as const;
export type LoggerName = (typeof LOGGERS)[number];

/** By machine; what is not here is about gossip in general. */
const ofMachine: Readonly<Record<string, LoggerName>> = {
  'link-acceptor': 'gossip.comm',
  'link-dialler': 'gossip.comm',
  member: 'gossip.discovery',
  heartbeat: 'gossip.discovery',
  introduction: 'gossip.discovery',
  reconnection: 'gossip.discovery',
  contact: 'gossip.discovery',
  'pull-initiator': 'gossip.pull',
  'pull-responder': 'gossip.pull',
  'state-info-publisher': 'gossip.channel',
  election: 'gossip.election',
  'block-buffer': 'gossip.state',
  transfer: 'gossip.state',
  'state-server': 'gossip.state',
  delivery: 'peer.blocksprovider',
};

/** By kind of message; what is not here is about gossip in general. */
const ofMessage: Readonly<Record<string, LoggerName>> = {
  '': 'gossip.comm',
  conn: 'gossip.comm',
  aliveMsg: 'gossip.discovery',
  memReq: 'gossip.discovery',
  memRes: 'gossip.discovery',
  hello: 'gossip.pull',
  dataDig: 'gossip.pull',
  dataReq: 'gossip.pull',
  dataUpdate: 'gossip.pull',
  dataMsg: 'gossip.channel',
  stateInfo: 'gossip.channel',
  stateSnapshot: 'gossip.channel',
  stateInfoPullReq: 'gossip.channel',
  leadershipMsg: 'gossip.channel',
  stateRequest: 'gossip.state',
  stateResponse: 'gossip.state',
  deliverResponse: 'peer.blocksprovider',
};

export function loggerOf(trace: Trace): LoggerName {
  switch (trace.kind) {
    case 'step':
      return ofMachine[trace.machine] ?? 'gossip.gossip';
    case 'verdict':
      return ofMessage[trace.message] ?? 'gossip.gossip';
    case 'block':
      return trace.what === 'committed' ? 'gossip.state' : 'gossip.channel';
    case 'heard':
    case 'leadership':
      return 'gossip.election';
    case 'channel':
    case 'channel-peers':
      return trace.kind === 'channel' && trace.what === 'halted'
        ? 'gossip.state'
        : 'gossip.channel';
  }
}
