/**
 * The operations service of a peer, if its settings ask for one: metrics around the peer's step, and the
 * pages that show them. Without, the step is the peer's own.
 *
 * Implements spec/14-observability.md, OBSV-11.
 */
import { createMetrics, type Step } from '../../adapters/metrics/metrics.js';
import { type Operations, serveOperations } from '../../adapters/operations.js';
import { packageVersion } from '../../adapters/package-files.js';
import type { Values } from '../../adapters/settings/keys.js';
import type { Peer } from '../../peer/peer.js';

export interface PeerOperations {
  readonly step: Step;
  /** An envelope was dropped at a full send queue. */
  overflowed(): void;
  /** The peer broke an invariant of its own. */
  broken(reason: string): void;
  /** Resolves to what was bound, host:port; undefined if there is no service. @throws Error if it cannot listen */
  start(): Promise<string | undefined>;
  close(): Promise<void>;
}

export function startOperations(
  values: Values,
  peer: Peer,
  step: Step,
  now: () => number,
): PeerOperations {
  const endpoint = values['operations.listenAddress'];
  if (endpoint === '')
    return {
      step,
      overflowed: () => {},
      broken: () => {},
      start: async () => undefined,
      close: async () => {},
    };
  const metrics = createMetrics(peer, now);
  let service: Operations | undefined;
  return {
    step: metrics.watched(step),
    overflowed: metrics.overflowed,
    broken: metrics.broken,
    async start() {
      service = await serveOperations({
        endpoint,
        metrics: values['metrics.provider'] === 'prometheus' ? metrics : undefined,
        failures: metrics.failures,
        version: packageVersion(),
        now,
      });
      return service.endpoint;
    },
    close: async () => service?.close(),
  };
}
