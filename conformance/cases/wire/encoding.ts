/** 2 Wire: what decodes and what does not, shown by whether the link survives. */
import { type Case, defineCase } from '../../harness/case.js';
import { messageOf, seal, sealed } from '../../harness/wire/messages.js';

/** Payloads that are no gossip message. */
const BROKEN = [
  { name: 'truncated-field', title: 'ends within a field', clause: 'WIRE-10', bytes: [0x12, 5, 1] },
  {
    name: 'truncated-varint',
    title: 'ends within a varint',
    clause: 'WIRE-10',
    bytes: [0x08, 0x80],
  },
  {
    name: 'overlong-varint',
    title: 'has a varint of more than 64 bits',
    clause: 'WIRE-10',
    bytes: [0x08, ...Array<number>(10).fill(0xff), 0x01],
  },
  { name: 'unknown-wire-type', title: 'uses wire type 6', clause: 'WIRE-10', bytes: [0x0e, 1] },
  {
    name: 'stray-group-end',
    title: 'ends a group that none began',
    clause: 'WIRE-10',
    bytes: [0x0c],
  },
  {
    name: 'field-number-zero',
    title: 'has field number 0',
    clause: 'WIRE-11',
    bytes: [0x00, 0x01],
  },
  {
    name: 'string-that-is-not-utf-8',
    title: 'has a string that is not UTF-8',
    clause: 'WIRE-12',
    // ack { error: one byte that begins no character }
    bytes: [0xb2, 0x01, 0x03, 0x0a, 0x01, 0xff],
  },
] as const;

/** Twice what gRPC accepts unless it is told otherwise. */
const LARGE_BYTES = 8 * 1024 * 1024;

export const encodingCases: readonly Case[] = [
  ...BROKEN.map(({ name, title, clause, bytes }) =>
    defineCase({
      id: `wire/${name}-ends-the-link`,
      clauses: [clause, 'WIRE-31', 'LINK-11'],
      level: 'MUST',
      title: `a peer closes a link on an envelope whose payload ${title}`,
      node: 'shared',
      async run({ start, probe, expect }) {
        await start();
        const o1 = await probe('o1');
        const link = await o1.connect();
        await expect.membership({ probe: o1, connection: link });
        link.sendIllegal(seal(Uint8Array.from(bytes)), `a payload that ${title}`);
        await expect.ended(link, { status: 'UNKNOWN' });
      },
    }),
  ),

  defineCase({
    id: 'wire/bytes-that-are-no-envelope-end-the-link',
    clauses: ['WIRE-30', 'LINK-11'],
    level: 'MUST',
    title: 'a peer closes a link on bytes that are no envelope',
    node: 'shared',
    async run({ start, probe, expect }) {
      await start();
      const o1 = await probe('o1');
      const link = await o1.connect();
      await expect.membership({ probe: o1, connection: link });
      link.sendIllegal(Uint8Array.of(0x0a, 0x7f, 0x01), 'bytes that are no envelope');
      await expect.ended(link, { status: 'UNKNOWN' });
    },
  }),

  defineCase({
    id: 'wire/large-message-accepted',
    clauses: ['WIRE-2'],
    level: 'MUST',
    title: 'a peer reads an envelope of 8 MiB and serves the link further',
    needs: ['large-messages'],
    async run({ start, probe, expect }) {
      await start();
      const o1 = await probe('o1');
      const link = await o1.connect();
      const channel = new Uint8Array(LARGE_BYTES).fill(0x61);
      link.sendIllegal(sealed(messageOf({ channel })), 'a message without content');
      await expect.membership({ probe: o1, connection: link }, 'bulk');
    },
  }),
];
