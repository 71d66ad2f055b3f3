/** 11 State transfer: how far ahead of the ledger a pushed block may be to be kept for it. */
import { type Case, defineCase } from '../../harness/case.js';
import { inChannel } from '../../harness/in-channel.js';

/** blockBufferSize of the case. */
const BUFFER = 4;

export const bufferCases: readonly Case[] = [
  defineCase({
    id: 'push/block-beyond-the-buffer-relayed-and-not-kept',
    clauses: ['XFER-2', 'XFER-3', 'XFER-D3', 'XFER-D5', 'XFER-I3'],
    level: 'MUST',
    title: 'a peer keeps of the blocks pushed to it those within blockBufferSize of its height',
    needs: ['channels'],
    twin: 'self',
    async run(scene) {
      const channel = scene.channel('ch1');
      await scene.start({ channels: [channel], settings: { blockBufferSize: BUFFER } });
      const at = inChannel(scene, channel);
      const [o1, o2] = [await at.joined('o1'), await at.joined('o2')];
      // Numbers 1 to BUFFER are within reach of height 1.
      for (let number = 2 * BUFFER; number >= 2; number -= 1) o1.connection.send(at.block(number));
      for (let number = 2; number <= 2 * BUFFER; number += 1) {
        const that = `with block ${number}`;
        await scene.expect.message(o2.probe, 'dataMsg', { where: at.isBlock(number), that });
      }
      await at.notCommitted(o1, 2);
      o1.connection.send(at.block(1));
      await at.committed(o1, BUFFER);
      await at.notCommitted(o1, BUFFER + 1);
    },
  }),
];
