/**
 * What a node did in one script, as facts that do not depend on the machine: one line each, sorted.
 * Every choice of what to tell and what to leave out stands in `docs/interop.md` with its clause.
 */
import type { Connection } from '../../../../conformance/harness/probe.js';
import { channelMac } from '../../../../conformance/harness/wire/channel-messages.js';
import { contentOf } from '../../../../conformance/harness/wire/decode.js';
import { hex } from '../../../../conformance/harness/wire/sign.js';
import type { Playing } from '../play/play.js';
import { WITNESS } from '../play/stage.js';
import type { Shape } from '../script/script.js';
import { readMessage } from './messages.js';
import { type Naming, namesIn } from './naming.js';

export function factsOf(playing: Playing, shape: Shape): readonly string[] {
  const naming = namesIn(playing, shape);
  const counts = new Map<string, number>();
  const { entries } = playing.stage.scene.evidence;
  for (const entry of entries) {
    if (entry.type !== 'received' || !entry.decoded) continue;
    for (const fact of readMessage(entry, naming)) counts.set(fact, (counts.get(fact) ?? 0) + 1);
  }
  const facts = [
    ...counts.keys(),
    ...linkFacts(playing, naming),
    ...deliveryFacts(playing),
    ...heightFacts(playing, naming),
  ];
  return facts.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

function linkFacts({ stage, opened }: Playing, naming: Naming): string[] {
  return [...stage.players.values()].flatMap(({ probe }) => {
    const own = probe.connections.flatMap((connection) => {
      const step = opened.get(connection.name);
      return step ? [`${probe.name} ${step} link: ${fateOf(connection, naming)}`] : [];
    });
    const isDialled = probe.connections.some(
      ({ openedBy, isAnswered }) => openedBy === 'target' && isAnswered,
    );
    return isDialled ? [...own, `${probe.name} is dialled`] : own;
  });
}

function fateOf(connection: Connection, naming: Naming): string {
  const { end, isAnswered, isOpen } = connection;
  const answer = isAnswered ? 'handshake' : 'no handshake';
  if (end) return `${answer}, ended ${end.status} ${naming.endOf(connection)}`;
  return isOpen ? `${answer}, open` : `${answer}, closed by the peer`;
}

/** Where the first stream of a channel begins. */
function deliveryFacts({ stage }: Playing): string[] {
  const first = new Map<string, number>();
  for (const { seek, from } of stage.orderer?.deliveries ?? []) {
    const { channelId } = seek.channelHeader;
    if (!first.has(channelId)) first.set(channelId, from);
  }
  return [...first].map(([channel, from]) => `blocks of ${channel} are sought from ${from} on`);
}

/** How high the node's ledger is in the newest StateInfo that each peer has of it in each channel. */
function heightFacts({ stage }: Playing, naming: Naming): string[] {
  const newest = new Map<string, string>();
  for (const { type, probe, decoded } of stage.scene.evidence.entries) {
    const info = type === 'received' ? contentOf(decoded, 'stateInfo') : undefined;
    if (!info || !naming.isNode(info.pkiId) || probe === WITNESS) continue;
    const { ledgerHeight, leftChannel } = info.properties ?? {};
    const channel = [...stage.channels.keys()].find(
      (id) => hex(channelMac(info.pkiId, id)) === hex(info.channelMAC),
    );
    const left = leftChannel ? ', left' : '';
    newest.set(`${probe} hears of the node in ${channel}`, `height ${ledgerHeight}${left}`);
  }
  return [...newest].map(([what, height]) => `${what}: ${height}`);
}
