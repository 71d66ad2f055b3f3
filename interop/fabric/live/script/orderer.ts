/** What the real orderer does to its readers: it ends and comes back, and refuses those without the right to read. */
import { readFileSync } from 'node:fs';
import { mspConfigOf } from '../../../../src/adapters/material/organisation.js';
import { createOrdererClient } from '../../../../src/adapters/orderer/deliver-client.js';
import { fetchConfigBlock } from '../../../../src/adapters/orderer/fetch-config.js';
import type { TraceLine } from '../../../../src/peer/trace.js';
import { ORDERER_MSP } from '../../kit/network.js';
import { untilLevel } from '../ledgers.js';
import type { LiveReference } from '../live-peer.js';
import { names } from '../membership.js';
import { BATCH, ORG1, ORG2, ORG3, OWN, SHARED, type Stage } from '../stage.js';
import { type Planned, until } from '../steps.js';
import { update } from './configuration.js';
import { untilLed } from './leaders.js';

export function ordererSteps(stage: Stage): readonly Planned[] {
  const { network, orderer, all, peers, guest } = stage;
  const { fabric1, fabric2, reference1, reference2, reference3 } = peers;
  const third = mspConfigOf(network.material.organisations.get(ORG3)!);
  return [
    {
      title: 'the real orderer is killed and comes back: leaders seek again from their height',
      async play() {
        const leaders = [
          await untilLed(SHARED, [fabric1, reference1, reference2]),
          await untilLed(SHARED, [fabric2, reference3]),
        ];
        await stage.restartOrderer();
        await stage.order(SHARED, 2 * BATCH);
        return [`leading: ${names(leaders)}`, ...(await untilLevel(orderer, SHARED, all))];
      },
    },
    {
      title: `the real orderer refuses ${ORG2} the blocks of ${OWN}`,
      async play() {
        const seen: string[] = [];
        for (const [mspId, name, expected] of [
          [ORG1, 'reference1', 'a block'],
          [ORG2, 'reference3', 'the orderer answered FORBIDDEN'],
        ] as const) {
          const answer = await seek(stage, `${mspId}/${name}`);
          if (answer !== expected) throw new Error(`${mspId}: expected ${expected}, got ${answer}`);
          seen.push(`to a peer of ${mspId}: ${answer}`);
        }
        return seen;
      },
    },
    {
      title: `${ORG3} is added with the consent of both, and its reference peer fetches from the orderer`,
      isLong: true,
      async play() {
        await update(stage, { type: 'add', member: { msp: third } }, [ORG2]);
        await guest.start();
        await guest.join(SHARED);
        await stage.order(SHARED, BATCH);
        return untilLevel(orderer, SHARED, [...all, guest]);
      },
    },
    {
      title: `${ORG3} is removed: the orderer answers FORBIDDEN, and its peer stays where it is`,
      isLong: true,
      async play() {
        const before = await guest.height(SHARED);
        await update(stage, { type: 'remove', mspId: ORG3 }, [ORG2]);
        await stage.order(SHARED, 2 * BATCH);
        const seen = await untilLevel(orderer, SHARED, all);
        const refused = await until('three refusals', async () => {
          const count = refusals(guest);
          return count >= 3 ? count : undefined;
        });
        const height = await guest.height(SHARED);
        if (height !== before) throw new Error(`it had height ${before}, and has ${height}`);
        return [
          ...seen,
          `${guest.name} was refused ${refused} times, and stays at height ${height}`,
        ];
      },
    },
    {
      title: `${ORG3} is added again: its peer catches up by itself`,
      isLong: true,
      async play() {
        await update(stage, { type: 'add', member: { msp: third } }, [ORG2]);
        const seen = await untilLevel(orderer, SHARED, [...all, guest]);
        await guest.stop();
        return seen;
      },
    },
  ];
}

/** What the orderer answers to a member who seeks the newest block of the channel of the first organisation. */
async function seek({ network }: Stage, member: string): Promise<string> {
  const { tls, mspId, name } = network.member(member);
  const client = createOrdererClient({ tls });
  try {
    await fetchConfigBlock({
      client,
      orderer: network.ordererEndpoint,
      tlsRootCerts: [
        new TextEncoder().encode(network.material.organisations.get(ORDERER_MSP)!.tlsCa.certPem),
      ],
      channel: OWN,
      author: network.author(`${mspId}/${name}`),
      nowMs: Date.now(),
    });
    return 'a block';
  } catch (error) {
    return (error as Error).message;
  } finally {
    await client.close();
  }
}

/** Responses of the orderer by which the peer ended its stream, since it started. */
const refusals = ({ process: { trace } }: LiveReference): number =>
  readFileSync(trace, 'utf8')
    .split('\n')
    .filter((line) => line.includes('"response.refused"'))
    .map((line) => (JSON.parse(line) as TraceLine).trace)
    .filter((told) => told.kind === 'step' && told.machine === 'delivery').length;
