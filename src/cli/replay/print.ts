/** The timeline of a replay, for people or, a JSON object a line, for programs. */
import type { ReplayEvent, ReplaySummary } from '../../simulator/replay.js';
import { fromHex } from '../../wire/hex.js';
import { base64, type ChannelInfo } from './channels.js';
import type { StateResponseRow } from './state-responses.js';

type Names = ReadonlyMap<string, string>;

export const isOfInterest = ({ trace }: ReplayEvent): boolean =>
  trace.kind === 'step'
    ? ['member', 'link-acceptor', 'link-dialler'].includes(trace.machine)
    : trace.kind !== 'verdict' && trace.kind !== 'channel-peers';

export function printEvent(
  event: ReplayEvent,
  names: Names,
  clauses: ReadonlyMap<string, readonly string[]>,
  json: boolean,
): void {
  const { trace, ...when } = event;
  if (json) console.log(JSON.stringify({ ...when, ...trace, ...naming(event, names, clauses) }));
  else
    console.log(
      `${seconds(event.ms)}  line ${String(event.line).padStart(4)}  ${textOf(event, names, clauses)}`,
    );
}

/** What the record does not say of itself: the name of whom it concerns, the clauses that decided it. */
function naming(
  { trace }: ReplayEvent,
  names: Names,
  clauses: ReadonlyMap<string, readonly string[]>,
): object {
  const name = (pki: string) => names.get(pki) ?? pki;
  switch (trace.kind) {
    case 'step':
      return { name: name(trace.entity), clauses: clauses.get(trace.row) ?? [] };
    case 'verdict':
      return { name: name(trace.author || trace.sender), clauses: [trace.clause] };
    case 'heard':
      return { name: name(trace.author) };
    case 'block':
      return { name: name(trace.sender) };
    default:
      return {};
  }
}

function textOf(
  { trace }: ReplayEvent,
  names: Names,
  clauses: ReadonlyMap<string, readonly string[]>,
): string {
  const name = (pki: string) => names.get(pki) ?? pki;
  switch (trace.kind) {
    case 'step': {
      const { machine, entity, from, to, event, row } = trace;
      const by = clauses.get(row) ?? [];
      const decided = by.length > 0 ? ` (${by.join(', ')})` : '';
      return `${machine} ${name(entity)}: ${from} → ${to}, ${event}, ${row}${decided}`;
    }
    case 'verdict':
      return `${trace.verdict} ${trace.message} of ${name(trace.author || trace.sender)}: ${trace.reason}, ${trace.clause}`;
    case 'channel':
      return `channel ${trace.channel} ${trace.what}, height ${trace.height}`;
    case 'block': {
      const hash = base64(fromHex(trace.hash));
      const origin = trace.sender === '' ? '' : `, ${trace.source} from ${name(trace.sender)}`;
      return `block ${trace.number} of ${trace.channel} ${trace.what}${origin}, hash ${hash}`;
    }
    case 'heard':
      return trace.what === 'declaration'
        ? `leader of ${trace.channel}: ${name(trace.author)} declares itself`
        : `leader of ${trace.channel}: ${name(trace.author)} proposes itself`;
    case 'channel-peers':
      return `${trace.channel} has ${trace.known} other members that are alive`;
    case 'leadership':
      return `leader of ${trace.channel}: this peer ${trace.leads ? 'leads' : 'leads no longer'}`;
  }
}

export function printStateResponse(row: StateResponseRow, json: boolean): void {
  if (json) return console.log(JSON.stringify({ kind: 'stateResponse', ...row }));
  const { line, channel, first, last, flaw } = row;
  const blocks = first === '' ? 'no blocks' : `blocks ${first} to ${last}`;
  const judged = flaw === '' ? 'verified, those of the chain' : `NOT of the chain: ${flaw}`;
  console.log(`state response in line ${line}: ${blocks} of ${channel}, ${judged}`);
}

export function printSummary(
  { rowsFed, sentCount, endMs }: ReplaySummary,
  channels: readonly ChannelInfo[],
  json: boolean,
): void {
  if (json)
    return console.log(JSON.stringify({ kind: 'summary', rowsFed, sentCount, endMs, channels }));
  for (const { channel, height, currentBlockHash, previousBlockHash } of channels)
    console.log(
      `${channel}: height ${height}, current block hash ${currentBlockHash}, previous ${previousBlockHash}`,
    );
  console.log(
    `${rowsFed} messages received in ${seconds(endMs).trim()}; the peer would have sent ${sentCount}`,
  );
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(3)} s`.padStart(10);
