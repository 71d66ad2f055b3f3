/** Who takes whom for alive or dead: asked over the wire of all, and of the reference by its own query. */
import type { LivePeer, LiveReference, Membership } from './live-peer.js';
import type { Observer } from './observer.js';
import { until } from './steps.js';

export type Expected = 'alive' | 'dead' | 'unknown';

/**
 * Waits until each of `askers`, asked both ways, takes each of `members` but itself for that.
 * Resolves to what was seen, one line for all. @throws Error naming who still differs
 */
export async function untilKnown(
  observers: ReadonlyMap<string, Observer>,
  askers: readonly LivePeer[],
  members: readonly LivePeer[],
  expected: Expected,
): Promise<readonly string[]> {
  let differing: readonly string[] = [];
  const seen = await until(`${names(members)} to be ${expected} to ${names(askers)}`, async () => {
    const told = await Promise.all(
      askers.map((asker) => differences(observers, asker, members, expected)),
    );
    differing = told.flat();
    if (differing.length > 0) throw new Error(differing.join('; '));
    return [`${names(members)}: ${expected} to ${names(askers)}, over the wire and by query`];
  });
  return seen;
}

/**
 * What `asker` says otherwise than expected. It tells a member of an organisation about that organisation's
 * members and its own alone: each member is asked after in the name of its own.
 */
async function differences(
  observers: ReadonlyMap<string, Observer>,
  asker: LivePeer,
  members: readonly LivePeer[],
  expected: Expected,
): Promise<readonly string[]> {
  const others = members.filter((member) => member !== asker);
  const wire = new Map<string, Membership | undefined>();
  for (const { mspId } of others)
    if (!wire.has(mspId)) wire.set(mspId, await observers.get(mspId)!.ask(asker.listen));
  const query = isReference(asker) ? await asker.membership() : undefined;
  return others.flatMap((member) => {
    const answers = [
      `over the wire ${said(wire.get(member.mspId), member)}`,
      ...(query ? [`by query ${said(query, member)}`] : []),
    ];
    return answers
      .filter((answer) => !answer.endsWith(` ${expected}`))
      .map((answer) => `${asker.name} says of ${member.name} ${answer}`);
  });
}

const said = (view: Membership | undefined, { pkiId }: LivePeer): Expected | 'nothing' => {
  if (view === undefined) return 'nothing';
  return view.alive.has(pkiId) ? 'alive' : view.dead.has(pkiId) ? 'dead' : 'unknown';
};

/** Each offers the identities of all by pull: it has pulled those of the others. */
export async function untilOffered(
  observers: ReadonlyMap<string, Observer>,
  peers: readonly LivePeer[],
): Promise<readonly string[]> {
  return until(`each of ${names(peers)} to offer the identities of all`, async () => {
    for (const peer of peers) {
      const offered = await observers.get(peer.mspId)!.offered(peer.listen);
      const lacking = peers.filter(({ pkiId }) => !offered?.has(pkiId));
      if (lacking.length > 0) throw new Error(`${peer.name} lacks ${names(lacking)}`);
    }
    return [`each of ${names(peers)} offers ${peers.length} identities`];
  });
}

export const isReference = (peer: LivePeer): peer is LiveReference => peer.kind === 'reference';

export const names = (peers: readonly LivePeer[]): string =>
  peers.map(({ name }) => name).join(', ');
