/**
 * Control of a running peer by whoever started it: one JSON request a line, one JSON answer a line.
 *
 *   {"id":1,"query":"membership"}  →  {"re":1,"value":[…]}
 *   {"id":2,"query":"self"}        →  {"re":2,"value":{…}}
 *   {"id":3,"link":"host:port"}    →  {"re":3,"value":true}    opens a link
 *   {"id":4,"stop":true}           →  {"re":4,"value":true}    then the peer stops
 *   {"id":5,"join":"ch1.block"}    →  {"re":5,"value":"ch1"}   joins the channel of this genesis block
 *   {"id":6,"leave":"ch1"}         →  {"re":6,"value":true}
 *   {"id":7,"query":"channels"}    →  {"re":7,"value":[…]}     height, hashes, leader, peers
 *   {"id":8,"read":{"channel":"ch1","namespace":"kv","key":"a"}}  →  {"re":8,"value":"…"} or null, as text
 *   {"id":9,"query":"rejects"}     →  {"re":9,"value":[…]}     the newest messages rejected, and who sent them
 *   {"id":10,"query":"leader","channel":"ch1"}            →  whether this peer leads there
 *   {"id":11,"query":"height","channel":"ch1"}            →  {"re":11,"value":"12"}, as text
 *   {"id":12,"query":"block","channel":"ch1","number":3}  →  the block in base64, or null
 *
 * What is no such request is answered with "unsupported" or "error", and changes nothing.
 */
import { parseEndpoint } from '../../adapters/endpoint.js';
import { type ChannelView, channelsOf } from '../../peer/channel/view.js';
import { type MemberView, membershipOf, type Peer } from '../../peer/peer.js';
import type { Ledger } from '../../ports.js';
import type { Rejected } from './rejects.js';

export type Answer =
  | { readonly re: unknown; readonly value: unknown }
  | { readonly re: unknown; readonly unsupported: string }
  | { readonly re: unknown; readonly error: string };

export interface Controlled {
  readonly peer: Peer;
  /** The bound host:port. */
  readonly listen: string;
  readonly ledgers: ReadonlyMap<string, Ledger>;
  /** Oldest first (OBSV-19). */
  rejects(): readonly Rejected[];
  /** Milliseconds since 1970. */
  now(): number;
  link(endpoint: string): void;
  /** Resolves to the channel's name. @throws Error with a reason a user can act on */
  join(path: string): Promise<string>;
  leave(channel: string): void;
  stop(): void;
}

/** The answer to one line. Requests with effects take place before it resolves. */
export async function answerTo(line: string, controlled: Controlled): Promise<Answer> {
  let request: unknown;
  try {
    request = JSON.parse(line);
  } catch {
    return { re: null, error: 'expected one JSON object a line' };
  }
  if (typeof request !== 'object' || request === null || Array.isArray(request))
    return { re: null, error: 'expected a JSON object' };
  const { id: re = null, ...asked } = request as Record<string, unknown>;
  const { query: what, channel, number } = asked;
  if (what === 'leader' || what === 'height' || what === 'block')
    return { re, ...(await channelQuery({ what, channel, number }, controlled)) };
  const [verb, ...more] = Object.keys(asked);
  if (verb === undefined || more.length > 0)
    return { re, error: 'expected one of query, link, join, leave, read, stop beside id' };
  return { re, ...(await perform(verb, asked[verb], controlled)) };
}

type Outcome =
  | { readonly value: unknown }
  | { readonly unsupported: string }
  | { readonly error: string };

async function perform(verb: string, argument: unknown, controlled: Controlled): Promise<Outcome> {
  switch (verb) {
    case 'query':
      return query(argument, controlled);
    case 'link':
      if (typeof argument !== 'string' || parseEndpoint(argument) === undefined)
        return { error: `link: expected "host:port", got ${JSON.stringify(argument)}` };
      controlled.link(argument);
      return { value: true };
    case 'join':
      if (typeof argument !== 'string')
        return { error: `join: expected the path of a block, got ${JSON.stringify(argument)}` };
      return controlled.join(argument).then(
        (value) => ({ value }),
        (error: Error) => ({ error: error.message }),
      );
    case 'leave':
      if (!controlled.ledgers.has(String(argument)))
        return {
          error: `leave: expected a channel that was joined, got ${JSON.stringify(argument)}`,
        };
      controlled.leave(String(argument));
      return { value: true };
    case 'read':
      return read(argument, controlled);
    case 'stop':
      controlled.stop();
      return { value: true };
    default:
      return { unsupported: verb };
  }
}

/** The value of a key in the world state, as text; null if there is none. */
async function read(argument: unknown, { ledgers }: Controlled): Promise<Outcome> {
  const { channel, namespace, key } = (argument ?? {}) as Record<string, unknown>;
  const ledger = ledgers.get(String(channel));
  if (ledger === undefined || typeof namespace !== 'string' || typeof key !== 'string')
    return {
      error: `read: expected {"channel","namespace","key"} of a joined channel, got ${JSON.stringify(argument)}`,
    };
  const value = await ledger.value(namespace, key);
  return { value: value === undefined ? null : new TextDecoder().decode(value) };
}

function query(what: unknown, { peer, listen, ledgers, now, rejects }: Controlled): Outcome {
  if (what === 'membership') return { value: membershipOf(peer).map(plainMember) };
  if (what === 'channels')
    return {
      value: channelsOf(peer, now()).map((view) => plainChannel(view, ledgers.get(view.channel))),
    };
  if (what === 'rejects') return { value: rejects() };
  if (what !== 'self') return { unsupported: `query ${JSON.stringify(what)}` };
  const { pkiHex, mspId, endpoint, externalEndpoint, profile } = peer.config;
  return { value: { pkiId: pkiHex, mspId, listen, endpoint, externalEndpoint, profile } };
}

interface ChannelQuery {
  readonly what: 'leader' | 'height' | 'block';
  readonly channel: unknown;
  readonly number: unknown;
}

/** A question about one channel. */
async function channelQuery(
  { what, channel, number }: ChannelQuery,
  { peer, ledgers, now }: Controlled,
): Promise<Outcome> {
  const ledger = ledgers.get(String(channel));
  const view = channelsOf(peer, now()).find((one) => one.channel === channel);
  if (ledger === undefined || view === undefined)
    return {
      error: `${what}: expected "channel" to name one that was joined, got ${JSON.stringify(channel)}`,
    };
  if (what === 'leader') return { value: view.leads };
  if (what === 'height') return { value: String(ledger.height) };
  if (!Number.isSafeInteger(number) || Number(number) < 0)
    return {
      error: `block: expected "number" to be a whole number from 0, got ${JSON.stringify(number)}`,
    };
  const [block] = await ledger.read(BigInt(Number(number)), BigInt(Number(number)));
  return { value: block === undefined ? null : Buffer.from(block.bytes).toString('base64') };
}

/** 64-bit numbers as text: JSON's numbers would round them. */
const plainMember = (member: MemberView) => ({
  pkiId: member.pkiId,
  endpoint: member.endpoint,
  internalEndpoint: member.internalEndpoint,
  state: member.state,
  incNum: String(member.incNum),
  seqNum: String(member.seqNum),
  lastSeenMs: member.lastSeenMs,
});

const plainChannel = (view: ChannelView, ledger: Ledger | undefined) => ({
  ...view,
  height: String(view.height),
  leader: view.leader ?? null,
  commitHash: ledger?.commitHash ?? '',
  peers: view.peers.map((peer) => ({ ...peer, height: String(peer.height) })),
});
