/** The same questions at the end of every script: who lives, whose identities, which blocks. */
import {
  pullHello,
  stateInfoPullRequest,
  stateRequest,
} from '../../../../conformance/harness/wire/channel-messages.js';
import { contentOf } from '../../../../conformance/harness/wire/decode.js';
import { membershipRequest } from '../../../../conformance/harness/wire/messages.js';
import type { Shape } from '../script/script.js';
import type { Playing } from './play.js';
import { selfOf } from './play.js';
import { type Player, WITNESS } from './stage.js';

/** For the end of a pull of identities, which everybody gets. Milliseconds. */
const PULLED_MS = 3_000;
/** For whatever else is answered, and for one that may not answer. Milliseconds. */
const ANSWERS_MS = 250;
/**
 * Whoever lives only since it asked is greeted, pulled from and told of: a round of identity pull, the
 * longest of these, with the wait before it. Milliseconds.
 */
const KNOWN_MS = 2_500;
/** Blocks that are asked for at once, and as often as reaches beyond every script's last one. */
const BATCH = 10;
const BATCHES = 3;

/**
 * Those who still have a stream ask, then somebody new. False if the node does not answer the
 * handshake of somebody new.
 */
export async function interrogate(
  playing: Playing,
  { mortal }: Shape,
  pace: number,
): Promise<boolean> {
  const { stage } = playing;
  const asked = async (players: readonly Player[]): Promise<void> => {
    for (const player of players) askFor(player, playing);
    await playing.until(() => players.every((player) => hasPulled(player, playing)), PULLED_MS);
    await playing.pass(Math.round(ANSWERS_MS * pace));
    for (const player of players) {
      askMembership(player, playing);
      if (mortal) playing.beat(player);
      await playing.pass(Math.round(ANSWERS_MS * pace));
    }
  };
  const isThere = ({ probe }: Player): boolean => probe.connections.some(({ isOpen }) => isOpen);
  await asked([...stage.players.values()].filter(isThere));
  await playing.pass(Math.round(KNOWN_MS * pace));

  const witness = await stage.join(WITNESS);
  const stream = await playing.connect('asking', witness, 'valid');
  if (stream?.isAnswered !== true) return false;
  (stage.players as Map<string, Player>).set(WITNESS, witness);
  await asked([witness]);
  playing.silence(WITNESS);
  return true;
}

const nonceOf = ({ author }: Player, what: string, playing: Playing): bigint =>
  playing.nonceOf(`${author.name} asks: ${what}`);

function askFor(player: Player, playing: Playing): void {
  const { author } = player;
  const nonce = (what: string): bigint => nonceOf(player, what, playing);
  for (const { id } of playing.stage.channels.values()) {
    playing.send('asking', player, stateInfoPullRequest(author.credentials, id));
    playing.send('asking', player, pullHello({ channel: id }, nonce(`blocks of ${id}`)));
    for (let from = 0; from < BATCH * BATCHES; from += BATCH) {
      const asked = { nonce: nonce(`ledger of ${id} from ${from} on`) };
      playing.send('asking', player, stateRequest(id, from, from + BATCH - 1, asked));
    }
  }
  playing.send('asking', player, pullHello('identities', nonce('identities')));
}

/** Its stream may have ended meanwhile. */
function hasPulled(player: Player, playing: Playing): boolean {
  const nonce = nonceOf(player, 'identities', playing);
  const { probe } = player;
  return (
    probe.connections.every(({ isOpen }) => !isOpen) ||
    playing.stage.scene.evidence.entries.some(
      (entry) =>
        entry.probe === probe.name &&
        entry.type === 'received' &&
        contentOf(entry.decoded, 'dataUpdate')?.nonce === nonce,
    )
  );
}

function askMembership(player: Player, playing: Playing): void {
  const nonce = nonceOf(player, 'membership', playing);
  playing.send('asking', player, membershipRequest(selfOf(player), { nonce }));
}
