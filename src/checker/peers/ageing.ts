/**
 * Time that passes: what a peer stores becomes older than a limit. The instant stands still (CHEK-21), so what
 * is stored moves back instead; between two limits no age differs from another.
 *
 * Implements spec/17-checker.md, CHEK-32, CHEK-33.
 */
import { foreignStateInfoKeptMsOf } from '../../peer/channel/state-info-store.js';
import { leadershipKeptMsOf } from '../../peer/election/store.js';
import type { Parameters } from '../../peer/parameters.js';
import { aliveMessageTtlOf } from '../../peer/parameters.js';
import type { PeerState } from '../../peer/state.js';
import { blockTtlOf } from '../../rules/block-window.js';

/** Ages that a model may let grow. */
export type AgeKind =
  /** Of the newest alive message of a live member (MEMB-19). */
  | 'silence'
  /** Of an entry of the alive message store (MEMB-22, MEMB-23). */
  | 'alive-store'
  /** Of a block in a window (PUSH-25, PUSH-26). */
  | 'block-window'
  /** Of the last use of an identity (IDENT-48). */
  | 'identity'
  /** Of what was heard of a leader (ELEC-8). */
  | 'leadership'
  /** Of a StateInfo of a channel that the peer is not in (CHAN-49). */
  | 'foreign-state-info';

export interface Ageing {
  /** Kind, channel if any, and key of what gets older. */
  readonly what: string;
  /** On a copy of the state in which it was found. */
  apply(state: PeerState): void;
}

/** Each stored age that has a limit before it, and what passing that limit does. `atMs`: the peer's instant. */
export function ageingsOf(
  state: PeerState,
  atMs: number,
  { kinds, parameters }: { readonly kinds: ReadonlySet<AgeKind>; readonly parameters: Parameters },
): Ageing[] {
  const found: Ageing[] = [];
  /** `limits` rise. */
  const passing = (
    what: string,
    sinceMs: number,
    limits: readonly number[],
    set: (state: PeerState, sinceMs: number) => void,
  ) => {
    const limit = limits.find((one) => atMs - sinceMs <= one);
    if (limit !== undefined) found.push({ what, apply: (copy) => set(copy, atMs - limit - 1) });
  };
  if (kinds.has('silence'))
    for (const { pki, lastSeenMs } of state.living)
      passing(`silence ${pki}`, lastSeenMs, [parameters.aliveExpirationTimeout], (copy, ms) => {
        copy.members.get(pki)!.lastSeenMs = ms;
      });
  if (kinds.has('alive-store')) {
    const ttl = aliveMessageTtlOf(parameters);
    for (const [pki, { storedMs }] of state.aliveStore)
      passing(`alive-store ${pki}`, storedMs, [ttl, 2 * ttl], (copy, ms) => {
        copy.aliveStore.get(pki)!.storedMs = ms;
      });
  }
  if (kinds.has('identity'))
    for (const [pki, { lastUsedMs }] of state.identities)
      passing(`identity ${pki}`, lastUsedMs, [parameters.identityUsageThreshold], (copy, ms) => {
        copy.identities.get(pki)!.lastUsedMs = ms;
      });
  if (kinds.has('leadership'))
    for (const [name, { election }] of state.channels)
      for (const [pki, { storedMs }] of election.heard)
        passing(
          `leadership ${name} ${pki}`,
          storedMs,
          [leadershipKeptMsOf(parameters)],
          (copy, ms) => {
            const { heard } = copy.channels.get(name)!.election;
            heard.set(pki, { ...heard.get(pki)!, storedMs: ms });
          },
        );
  if (kinds.has('foreign-state-info'))
    for (const [pki, { storedMs }] of state.foreignStateInfos)
      passing(
        `foreign-state-info ${pki}`,
        storedMs,
        [foreignStateInfoKeptMsOf(parameters)],
        (copy, ms) => {
          const stored = copy.foreignStateInfos.get(pki)!;
          copy.foreignStateInfos.set(pki, { ...stored, storedMs: ms });
        },
      );
  if (kinds.has('block-window')) {
    const ttl = blockTtlOf(parameters.pullInterval);
    for (const [name, { window }] of state.channels)
      for (const [number, { storedMs }] of window)
        passing(`block-window ${name} ${number}`, storedMs, [ttl, 2 * ttl], (copy, ms) => {
          const entry = copy.channels.get(name)!;
          entry.window.set(number, { ...entry.window.get(number)!, storedMs: ms });
        });
  }
  return found;
}
