/** The same questions at the end of every script: who lives, whose identities, which blocks. */
import {
  pullHello,
  stateInfoPullRequest,
  stateRequest,
} from '../../../../conformance/harness/wire/channel-messages.js';
import { membershipRequest } from '../../../../conformance/harness/wire/messages.js';
import type { Playing } from './play.js';
import { selfOf } from './play.js';
import { type Player, WITNESS } from './stage.js';

/** For a hello, a digest, a request and an update, or for whatever else is asked. Milliseconds. */
const ANSWERS_MS = 500;
/** For the answer of one that may not come. */
const MEMBERSHIP_MS = 250;
/** Blocks that are asked for at once, and as often as reaches beyond every script's last one. */
const BATCH = 10;
const BATCHES = 3;

/**
 * Those who still have a stream ask, then somebody new. False if the node does not answer the
 * handshake of somebody new.
 */
export async function interrogate(playing: Playing): Promise<boolean> {
  const { stage } = playing;
  const asking = [...stage.players.values()].filter(({ probe }) =>
    probe.connections.some((connection) => connection.isOpen),
  );
  for (const player of asking) askFor(player, playing);
  await playing.pass(ANSWERS_MS);
  for (const player of asking) await askMembership(player, playing);

  const witness = await stage.join(WITNESS);
  const stream = await playing.connect('asking', witness, 'valid');
  const answered = () => stream?.isAnswered === true;
  await stage.scene.clock.until(answered, stage.scene.deadlineMs('reaction'));
  if (!answered()) return false;
  (stage.players as Map<string, Player>).set(WITNESS, witness);
  askFor(witness, playing);
  await playing.pass(ANSWERS_MS);
  await askMembership(witness, playing);
  return true;
}

function askFor(player: Player, playing: Playing): void {
  const { probe, author } = player;
  const nonce = (what: string): bigint => playing.nonceOf(`${probe.name} asks: ${what}`);
  playing.send('asking', player, pullHello('identities', nonce('identities')));
  for (const { id } of playing.stage.channels.values()) {
    playing.send('asking', player, stateInfoPullRequest(author.credentials, id));
    playing.send('asking', player, pullHello({ channel: id }, nonce(`blocks of ${id}`)));
    for (let from = 0; from < BATCH * BATCHES; from += BATCH) {
      const asked = { nonce: nonce(`ledger of ${id} from ${from} on`) };
      playing.send('asking', player, stateRequest(id, from, from + BATCH - 1, asked));
    }
  }
}

async function askMembership(player: Player, playing: Playing): Promise<void> {
  const nonce = playing.nonceOf(`${player.probe.name} asks: membership`);
  playing.send('asking', player, membershipRequest(selfOf(player), { nonce }));
  await playing.pass(MEMBERSHIP_MS);
}
