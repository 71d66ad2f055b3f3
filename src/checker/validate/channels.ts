/**
 * What a peer says of its channels: heights that follow each other, blocks that it had before it commits them,
 * counts of channel peers that add up, leadership that is an election's.
 *
 * Implements spec/17-checker.md, CHEK-93.
 */
import type { ChannelTrace } from '../../peer/trace.js';
import type { Entities } from './entities.js';
import { type Objection, objection } from './finding.js';
import type { Lives } from './lives.js';

type Of<K extends ChannelTrace['kind']> = Extract<ChannelTrace, { kind: K }>;

/** Header hashes of committed blocks by channel and number, of all peers of the file (XFER-I2). */
export type Committed = Map<string, string>;

export interface Channels {
  /** Undefined if the record is explained. */
  record(trace: ChannelTrace, at: number): Objection | undefined;
}

/** A value, and the ordinal of the record that said so. */
interface Said<T> {
  readonly value: T;
  readonly at: number;
}

interface Channel {
  joined: number;
  /** Number of the block that is committed next. */
  next: bigint;
  leads: Said<boolean>;
  peers: Said<ReadonlySet<string>>;
  /** Hashes of what was received, by number; with the source, since an orderer may serve it again. */
  readonly received: Map<string, Said<Set<string>>>;
}

export function createChannels(lives: Lives, entities: Entities, committed: Committed): Channels {
  const channels = new Map<string, Channel>();

  function joined({ channel, height }: Of<'channel'>, at: number): Objection | undefined {
    const known = channels.get(channel);
    if (known !== undefined && !lives.demand({ after: known.joined }))
      return objection('CHAN-11', `${channel} is joined again, in one life`);
    channels.set(channel, {
      joined: at,
      next: BigInt(height),
      leads: { value: false, at },
      peers: { value: new Set(), at },
      received: new Map(),
    });
    return undefined;
  }

  /** Whatever concerns a channel comes after it was joined in this life. */
  const inLife = ({ joined: at }: Channel): boolean => lives.demand({ by: at });

  function block(trace: Of<'block'>, known: Channel, at: number): Objection | undefined {
    const { what, channel, number, hash } = trace;
    if (what === 'received') {
      const hashes = known.received.get(number)?.value ?? new Set();
      known.received.set(number, { value: hashes.add(hash), at });
      return undefined;
    }
    if (BigInt(number) !== known.next)
      return objection(
        'XFER-I1',
        `block ${number} of ${channel} is committed where ${known.next} is next`,
        [`commit block ${known.next}`],
      );
    const held = known.received.get(number);
    if (held === undefined || !held.value.has(hash))
      return objection(
        'XFER-I1',
        `block ${number} of ${channel} is committed, with a hash that was not received`,
        [...(held?.value ?? [])].map((its) => `commit the block with hash ${its}`),
      );
    const key = `${channel}\t${number}`;
    const others = committed.get(key);
    if (others !== undefined && others !== hash)
      return objection('XFER-I2', `block ${number} of ${channel} has another hash elsewhere`, [
        `the hash ${others}`,
      ]);
    committed.set(key, hash);
    known.next += 1n;
    known.received.delete(number);
    return undefined;
  }

  function peers(trace: Of<'channel-peers'>, known: Channel, at: number): Objection | undefined {
    const { channel, came, went } = trace;
    const now = new Set(known.peers.value);
    const isTold = came.every((pki) => !now.has(pki)) && went.every((pki) => now.has(pki));
    for (const pki of came) now.add(pki);
    for (const pki of went) now.delete(pki);
    known.peers = { value: now, at };
    if (isTold && now.size === trace.known) return undefined;
    return objection(
      'CHAN-62',
      `${channel} has ${trace.known} peers, but with those that came and went it would be ${now.size}`,
      [`${now.size} peers`],
    );
  }

  function leadership(trace: Of<'leadership'>, known: Channel, at: number): Objection | undefined {
    const { channel, leads } = trace;
    if (leads === known.leads.value)
      return objection(
        'ELEC-18',
        `leadership of ${channel} ${leads ? 'begins' : 'ends'}, and it ${leads ? 'had begun' : 'had not begun'}`,
      );
    const state = entities.stateOf('election', channel);
    if (state !== undefined && (state === 'leading') !== leads)
      return objection(
        'ELEC-18',
        `leadership of ${channel} ${leads ? 'begins' : 'ends'}, but its election is ${state}`,
      );
    known.leads = { value: leads, at };
    return undefined;
  }

  return {
    record(trace, at) {
      if (trace.kind === 'channel' && trace.what === 'joined') return joined(trace, at);
      const known = channels.get(trace.channel);
      if (known === undefined || !inLife(known))
        return objection(
          'CHAN-11',
          known === undefined
            ? `${trace.channel} was not joined`
            : `${trace.channel} was joined in an earlier life, and not in this one`,
          [`join ${trace.channel}`],
        );
      switch (trace.kind) {
        case 'block':
          return block(trace, known, at);
        case 'channel-peers':
          return peers(trace, known, at);
        case 'leadership':
          return leadership(trace, known, at);
        default:
          return undefined;
      }
    },
  };
}
