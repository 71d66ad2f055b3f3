/**
 * Control of a running peer by whoever started it: one JSON request a line, one JSON answer a line.
 *
 *   {"id":1,"query":"membership"}  →  {"re":1,"value":[…]}
 *   {"id":2,"query":"self"}        →  {"re":2,"value":{…}}
 *   {"id":3,"link":"host:port"}    →  {"re":3,"value":true}    opens a link
 *   {"id":4,"stop":true}           →  {"re":4,"value":true}    then the peer stops
 *
 * What is no such request is answered with "unsupported" or "error", and changes nothing.
 */
import { parseEndpoint } from '../../adapters/endpoint.js';
import { type MemberView, membershipOf, type Peer } from '../../peer/peer.js';

export type Answer =
  | { readonly re: unknown; readonly value: unknown }
  | { readonly re: unknown; readonly unsupported: string }
  | { readonly re: unknown; readonly error: string };

export interface Controlled {
  readonly peer: Peer;
  /** The bound host:port. */
  readonly listen: string;
  link(endpoint: string): void;
  stop(): void;
}

/** The answer to one line. Requests with effects take place before it returns. */
export function answerTo(line: string, controlled: Controlled): Answer {
  let request: unknown;
  try {
    request = JSON.parse(line);
  } catch {
    return { re: null, error: 'expected one JSON object a line' };
  }
  if (typeof request !== 'object' || request === null || Array.isArray(request))
    return { re: null, error: 'expected a JSON object' };
  const { id: re = null, ...asked } = request as Record<string, unknown>;
  const [verb, ...more] = Object.keys(asked);
  if (verb === undefined || more.length > 0)
    return { re, error: 'expected one of query, link, stop beside id' };
  return { re, ...perform(verb, asked[verb], controlled) };
}

type Outcome =
  | { readonly value: unknown }
  | { readonly unsupported: string }
  | { readonly error: string };

function perform(verb: string, argument: unknown, controlled: Controlled): Outcome {
  switch (verb) {
    case 'query':
      return query(argument, controlled);
    case 'link':
      if (typeof argument !== 'string' || parseEndpoint(argument) === undefined)
        return { error: `link: expected "host:port", got ${JSON.stringify(argument)}` };
      controlled.link(argument);
      return { value: true };
    case 'stop':
      controlled.stop();
      return { value: true };
    default:
      return { unsupported: verb };
  }
}

function query(what: unknown, { peer, listen }: Controlled): Outcome {
  if (what === 'membership') return { value: membershipOf(peer).map(plainMember) };
  if (what !== 'self') return { unsupported: `query ${JSON.stringify(what)}` };
  const { pkiHex, mspId, endpoint, externalEndpoint, profile } = peer.config;
  return { value: { pkiId: pkiHex, mspId, listen, endpoint, externalEndpoint, profile } };
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
