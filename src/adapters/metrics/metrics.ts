/**
 * The metrics of a peer, and whether it is well. They look on: at inputs, effects and trace of the peer,
 * around its step, and change nothing of them.
 *
 * Implements spec/14-observability.md, OBSV-1 to OBSV-10.
 */
import type { Choose, PeerEffect, PeerInput } from '../../peer/io.js';
import type { Peer } from '../../peer/peer.js';
import { decodedOf } from '../../peer/received.js';
import type { Trace } from '../../peer/trace.js';
import type { Failure } from '../../ports.js';
import { contentKindOf } from '../../wire/envelope.js';
import { measureBlocks } from './blocks.js';
import { countDeaths } from './deaths.js';
import { readGauges } from './gauges.js';
import { createMeters } from './meters.js';
import { countRejections } from './rejections.js';

export type Step = (
  peer: Peer,
  input: PeerInput,
  atMs: number,
  choose: Choose,
) => readonly PeerEffect[];

export interface Metrics {
  /** The same step, looked upon. */
  watched(step: Step): Step;
  /** An envelope was dropped at a full send queue. */
  overflowed(): void;
  /** The peer broke an invariant of its own: it does nothing any more. */
  broken(reason: string): void;
  failures(): readonly Failure[];
  readonly contentType: string;
  /** In Prometheus's text format. */
  text(): Promise<string>;
}

/** OBSV-5: verdicts on messages whose like was held already. */
const DUPLICATE: ReadonlySet<string> = new Set(['MEMB-D10', 'PUSH-D24', 'CHAN-D7', 'ELEC-D3']);

/** @param now milliseconds since 1970 */
export function createMetrics(peer: Peer, now: () => number): Metrics {
  const meters = createMeters();
  const blocks = measureBlocks(meters);
  const death = countDeaths(meters);
  const rejected = countRejections(meters, peer.config.parameters.metricSeriesMax);
  const failures = new Map<string, string>();
  /** Rounds of pull that have brought something, until they end. */
  const hits = new Set<string>();

  /** OBSV-4: handshakes are not among Fabric's totals. */
  const travelled = (way: 'sent' | 'received', type: string, bytes: number): void => {
    if (type !== 'conn') meters.count(`gossip_comm_messages_${way}`);
    meters.count(`fabric_gossip_${way}_messages_total`, { type });
    meters.count(`fabric_gossip_${way}_bytes_total`, { type }, bytes);
  };

  const pulled = ({ entity, event, to }: Extract<Trace, { kind: 'step' }>): void => {
    const kind = entity.startsWith('identity/') ? 'identity' : 'block';
    if (event === 'round.due') meters.count('fabric_gossip_pull_rounds_total', { kind });
    else if (event === 'update.received' && !hits.has(entity)) {
      hits.add(entity);
      meters.count('fabric_gossip_pull_hits_total', { kind });
    }
    if (to === 'ended') hits.delete(entity);
  };

  const told = (trace: Trace, atMs: number): void => {
    switch (trace.kind) {
      case 'verdict':
        if (trace.verdict === 'reject') rejected(trace);
        else if (DUPLICATE.has(trace.clause))
          meters.count('fabric_gossip_duplicates_total', { type: trace.message });
        break;
      case 'step':
        if (trace.machine === 'member') death(peer, trace);
        else if (trace.machine === 'pull-initiator') pulled(trace);
        break;
      case 'block':
        blocks.trace(trace, atMs);
        break;
      case 'channel':
        if (trace.what === 'halted')
          failures.set(`ledger of ${trace.channel}`, `halted at height ${trace.height}`);
        break;
      case 'channel-peers': {
        const { channel, known } = trace;
        meters.set('gossip_membership_total_peers_known', known, { channel });
        break;
      }
      case 'leadership':
        meters.count('fabric_gossip_leader_changes_total', { channel: trace.channel });
        break;
      default:
    }
  };

  /** Decodes what was received, so that the peer does not have to again. */
  const arrived = (input: PeerInput): PeerInput => {
    if (input.type !== 'envelope.received') return input;
    const decoded = decodedOf(input.message);
    const { length } = input.message instanceof Uint8Array ? input.message : input.message.bytes;
    if (decoded.verdict !== 'accept') {
      travelled('received', 'undecodable', length);
      return input;
    }
    travelled('received', contentKindOf(decoded.value.message), length);
    return { ...input, message: decoded.value };
  };

  return {
    watched: (step) => (watchedPeer, input, atMs, choose) => {
      blocks.input(input, atMs);
      const effects = step(watchedPeer, arrived(input), atMs, choose);
      for (const effect of effects)
        if (effect.type === 'report') told(effect.trace, atMs);
        else if (effect.type === 'envelope.send') {
          const { message, bytes } = effect.signed;
          travelled('sent', contentKindOf(message), bytes.length);
        } else blocks.effect(effect, atMs);
      return effects;
    },
    overflowed: () => meters.count('gossip_comm_overflow_count'),
    broken: (reason) => void failures.set('peer', reason),
    failures: () => [...failures].map(([component, reason]) => ({ component, reason })),
    contentType: meters.contentType,
    text() {
      readGauges(meters, peer, now());
      return meters.text();
    },
  };
}
