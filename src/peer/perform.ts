/** What the machines ask for, carried out: one line for each effect of each machine. */
import { match } from 'ts-pattern';
import { publishStateInfo } from './channel/state-info.js';
import { performContact, probeFailed, probeVerified } from './contacts.js';
import { performDelivery } from './delivery/delivery.js';
import { performElection } from './election/election.js';
import { handshakeMessage } from './handshake.js';
import { forgetIdentity } from './identities.js';
import { keepLink, releaseLink, send, sendTo } from './links.js';
import { feedMember } from './members.js';
import { performTick, pingDeadMembers, pushAlive } from './periodic.js';
import { withdrawIdentity } from './pull/identities.js';
import { performInitiator, performResponder } from './pull/perform.js';
import { flush } from './push.js';
import type { Perform, Run } from './run.js';
import type { LinkEntry, PkiHex } from './state.js';
import type { EffectOf, MachineName } from './steppers.js';
import { performBlockBuffer } from './transfer/buffer.js';
import { serveRequest } from './transfer/serve.js';
import { performTransfer } from './transfer/transfer.js';

/** For each machine, what carries out its effects: `key` names its entity. */
const performers: {
  readonly [M in MachineName]: (run: Run, key: string, effect: EffectOf<M>, owner: unknown) => void;
} = {
  'link-acceptor': (run, key, effect) => performLink(run, run.state.links.get(key)!, effect),
  'link-dialler': (run, key, effect) => performLink(run, run.state.links.get(key)!, effect),
  identity: (run, _, effect) => performIdentity(run, effect),
  member: (run, _, effect) => {
    if (effect.type === 'link.release') releaseLink(run, effect.pkiId);
  },
  heartbeat: (run) => pushAlive(run),
  introduction: () => {},
  ticker: (run, _, { tick, channel }) => performTick(run, tick, channel),
  reconnection: (run) => pingDeadMembers(run),
  contact: performContact,
  emitter: (run) => flush(run),
  election: (run, channel, effect) =>
    performElection(run, run.state.channels.get(channel)!, effect),
  delivery: (run, channel, effect) =>
    performDelivery(run, run.state.channels.get(channel)!, effect),
  'block-buffer': performBlockBuffer,
  transfer: performTransfer,
  'state-server': serveRequest,
  'pull-initiator': performInitiator,
  'pull-responder': performResponder,
  'state-info-publisher': (run, channel) => publishStateInfo(run, run.state.channels.get(channel)!),
};

export const perform: Perform = (run, machine, key, effect, owner) =>
  (performers[machine] as (run: Run, key: string, effect: unknown, owner: unknown) => void)(
    run,
    key,
    effect,
    owner,
  );

function performIdentity(run: Run, effect: EffectOf<'identity'>): void {
  match(effect)
    // IDENT-52
    .with({ type: 'identity.withdraw' }, ({ pkiId }) => withdrawIdentity(run, pkiId))
    // IDENT-53
    .with({ type: 'member.purge' }, ({ pkiId }) =>
      feedMember(run, pkiId, { type: 'identity.switched' }),
    )
    // IDENT-54
    .with({ type: 'link.close' }, ({ pkiId }) => releaseLink(run, pkiId))
    .with({ type: 'identity.forget' }, ({ pkiId }) => forgetIdentity(run, pkiId))
    .exhaustive();
}

function performLink(
  run: Run,
  entry: LinkEntry,
  effect: EffectOf<'link-acceptor'> | EffectOf<'link-dialler'>,
): void {
  const { link } = entry;
  match(effect)
    .with({ type: 'handshake.send' }, ({ probe }) => {
      send(run, link, handshakeMessage(run, entry, probe));
    })
    .with({ type: 'stream.end' }, ({ status }) => {
      run.out.push({ type: 'stream.end', link, status });
    })
    .with({ type: 'link.report', as: 'open' }, ({ pkiId }) => keepLink(run, entry, pkiId))
    .with({ type: 'link.report', as: 'closed' }, () => {})
    .with({ type: 'link.report', as: 'failed' }, ({ pkiId }) => linkFailed(run, entry, pkiId))
    .with({ type: 'link.report', as: 'probed' }, ({ pkiId }) =>
      probeVerified(run, entry.endpoint, pkiId),
    )
    // LINK-10
    .with({ type: 'link.report', as: 'redundant' }, () => sendWaiting(run, entry))
    .exhaustive();
}

/** LINK-18, LINK-29, LINK-36: `pkiId` is who was at the other end, empty if that was never proved. */
function linkFailed(run: Run, entry: LinkEntry, pkiId: PkiHex): void {
  const remote = pkiId || entry.expected;
  const open = run.state.linkOf.get(remote);
  // A probe has no expected peer, but a contact that waits for it.
  if (entry.dialler?.entity.probe) probeFailed(run, entry.endpoint);
  else if (open !== undefined && open !== entry.link) sendWaiting(run, entry);
  else feedMember(run, remote, { type: 'link.failed' });
}

/** What waited for this stream goes out on the link that was faster. */
function sendWaiting(run: Run, entry: LinkEntry): void {
  const target = { pkiId: entry.expected, endpoint: entry.endpoint };
  for (const message of entry.queue.splice(0)) sendTo(run, target, message);
}
