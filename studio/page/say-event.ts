/** Each event of a recording in a sentence: the words of the log, and of who cannot see the pictures. */

import { sayFault } from '../network/say-fault.js';
import {
  BLOCK,
  BLOCK_SOURCES,
  BREACH,
  CHANNEL,
  COMMIT,
  DROPPED,
  FAULT,
  LEADS,
  LIFE,
  NOTE,
  REACHED,
  RECEIVED,
  SENT,
  STEP,
  VERDICT,
} from '../run/recording.js';
import { sayMs } from '../time/say-time.js';
import { stepText } from '../time/step-text.js';
import type { Shown } from './store.js';

/** Of which kind an event is, for filters. */
export const TOPICS = ['state', 'blocks', 'messages', 'steps', 'verdicts'] as const;
export type Topic = (typeof TOPICS)[number];

const TOPIC_OF: Readonly<Record<number, Topic>> = {
  [SENT]: 'messages',
  [DROPPED]: 'messages',
  [STEP]: 'steps',
  [VERDICT]: 'verdicts',
  [BLOCK]: 'blocks',
  [COMMIT]: 'blocks',
  [LEADS]: 'state',
  [LIFE]: 'state',
  [CHANNEL]: 'state',
  [FAULT]: 'state',
  [BREACH]: 'state',
  [REACHED]: 'state',
  [NOTE]: 'state',
};

/** Undefined for what is not told. */
export const topicOf = (kind: number): Topic | undefined => TOPIC_OF[kind];

/** Whether an event has to do with a peer. */
export function concerns({ recording }: Shown, index: number, peer: number): boolean {
  if (peer < 0 || recording.a[index] === peer) return true;
  const kind = recording.kind[index];
  return (kind === SENT || kind === DROPPED || kind === RECEIVED) && recording.b[index] === peer;
}

export function sayEvent(shown: Shown, index: number): string {
  const { recording, cast, scenario } = shown;
  const { kind, a, b, c, d, strings } = recording;
  const text = (number: number) => strings[number] ?? '';
  const peer = (number: number) => cast.peers[number]?.name ?? '?';
  const channel = (number: number) => cast.channels[number]?.name ?? '?';
  const who = peer(a[index]!);
  switch (kind[index]) {
    case SENT: {
      const block = d[index]! >= 0 ? ` of block ${d[index]}` : '';
      return `${who} sends ${text(c[index]!)}${block} to ${peer(b[index]!)}`;
    }
    case RECEIVED:
      return `${peer(b[index]!)} gets ${text(recording.c[c[index]!]!)} of ${who}`;
    case DROPPED: {
      const sent = text(recording.c[c[index]!]!);
      return `${sent} of ${who} to ${peer(b[index]!)} is lost${text(d[index]!) === 'lost' ? '' : `: ${text(d[index]!)}`}`;
    }
    case STEP: {
      const { machine, row, event, from, to } = stepText(text(c[index]!));
      const entity = entityName(shown, text(b[index]!));
      const whose = entity === '' ? machine : `${machine} of ${entity}`;
      const change = from === to ? `stays ${to}` : `${from} → ${to}`;
      return `${who}: ${whose} ${change} (${row}, ${event})`;
    }
    case VERDICT: {
      const [verdict, clause, reason, message] = text(b[index]!).split('\t');
      const from = c[index]! >= 0 ? ` from ${peer(c[index]!)}` : '';
      return `${who} ${verdict}s ${message || 'a message'}${from}: ${reason} (${clause})`;
    }
    case BLOCK: {
      const source = d[index]! % 8;
      const sender = Math.floor(d[index]! / 8) - 1;
      const from = source === 3 ? 'the ordering service' : peer(sender);
      return `${who} has block ${c[index]} of ${channel(b[index]!)} by ${BLOCK_SOURCES[source]} from ${from}`;
    }
    case COMMIT:
      return `${who} commits block ${c[index]} of ${channel(b[index]!)}, digest ${text(d[index]!).slice(0, 8)}`;
    case LEADS:
      return `${who} ${c[index] === 1 ? 'leads' : 'no longer leads'} its organisation on ${channel(b[index]!)}`;
    case LIFE:
      return b[index] === 1 ? `${who} starts` : `${who} is killed`;
    case CHANNEL:
      return `${who}: ${channel(b[index]!)} ${text(c[index]!)} at height ${d[index]}`;
    case FAULT: {
      const fault = scenario?.faults[b[index]!];
      if (fault === undefined) return '';
      return c[index] === 1 ? `Fault: ${sayFault(fault)}` : `Over: ${sayFault(fault)}`;
    }
    case BREACH:
      return `${text(b[index]!)} does not hold: ${text(c[index]!)} (${who}, ${sayMs(d[index]!)})`;
    case NOTE:
      return a[index]! < 0 ? text(b[index]!) : `${who}: ${text(b[index]!)}`;
    case REACHED:
      return `${text(b[index]!)} came about`;
    default:
      return '';
  }
}

/** PKI-IDs by the names of their peers; shortened where nobody has it. */
export function entityName({ cast }: Shown, entity: string): string {
  if (!/^[0-9a-f]{64}$/.test(entity)) return entity;
  return cast.peers.find(({ pki }) => pki === entity)?.name ?? `${entity.slice(0, 8)}…`;
}
