/** All vectors of a seed, and the files that hold them. */
import { authorOf } from './author.js';
import { aliveVectors } from './kinds/alive.js';
import { blockVectors } from './kinds/blocks.js';
import { configurationVectors } from './kinds/configurations.js';
import { handshakeVectors } from './kinds/handshakes.js';
import { identityVectors } from './kinds/identities.js';
import { leadershipVectors } from './kinds/leadership.js';
import { membershipVectors } from './kinds/membership.js';
import { pullVectors } from './kinds/pull.js';
import { signatureVectors } from './kinds/signatures.js';
import { stateInfoVectors } from './kinds/state-infos.js';
import { tagVectors } from './kinds/tags.js';
import { transferVectors } from './kinds/transfer.js';
import { updateVectors } from './kinds/updates.js';
import { electionSequences } from './sequences/elections.js';
import { exchangeSequences } from './sequences/exchanges.js';
import { memberSequences } from './sequences/members.js';
import type { Vector } from './vector.js';
import { createWorld, type World } from './world.js';

export interface Generated {
  readonly world: World;
  /** In the order of VECTOR_KINDS. */
  readonly vectors: readonly Vector[];
}

/** The same seed gives the same vectors. */
export async function generateVectors(seed: string): Promise<Generated> {
  const world = await createWorld(seed);
  const by = authorOf(world);
  return {
    world,
    vectors: [
      ...signatureVectors(by),
      ...(await identityVectors(by)),
      ...handshakeVectors(by),
      ...tagVectors(by),
      ...aliveVectors(by),
      ...membershipVectors(by),
      ...stateInfoVectors(by),
      ...leadershipVectors(by),
      ...pullVectors(by),
      ...transferVectors(by),
      ...blockVectors(by),
      ...configurationVectors(by),
      ...updateVectors(by),
      ...memberSequences(by),
      ...exchangeSequences(by),
      ...electionSequences(by),
    ],
  };
}
