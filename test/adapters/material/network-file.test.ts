/** network.yaml: what is read, and what a mistake in it is answered with. */
import { describe, expect, it } from 'vitest';
import { NETWORK_EXAMPLE, parseNetwork } from '../../../src/adapters/material/network-file.js';

const parse = (text: string) => parseNetwork(text, 'network.yaml');

describe('network.yaml', () => {
  it('describes the network of the example', () => {
    const network = parse(NETWORK_EXAMPLE);
    expect(network.organisations[0]).toEqual({
      mspId: 'Org1MSP',
      nodes: [
        { name: 'peer0', endpoint: '127.0.0.1:7051', isAnchor: true },
        { name: 'peer1', endpoint: '127.0.0.1:8051', isAnchor: false },
      ],
      users: ['User1'],
    });
    expect(network.channels).toEqual([
      { name: 'ch1', organisations: ['Org1MSP'], batch: { timeout: '2s', messageCountMax: 10 } },
    ]);
  });

  it('takes a name for a node, and every organisation for a channel that names none', () => {
    const network = parse(`
orderers: [{ mspId: O, nodes: [{ name: o, endpoint: "localhost:1" }] }]
organisations: [{ mspId: A, nodes: [p] }, { mspId: B }]
channels: [{ name: ch1 }]`);
    expect(network.organisations[0]!.nodes).toEqual([{ name: 'p', isAnchor: false }]);
    expect(network.channels[0]!.organisations).toEqual(['A', 'B']);
  });

  const orderer = 'orderers: [{ mspId: O, nodes: [{ name: o, endpoint: "localhost:1" }] }]\n';
  it.each([
    ['a: [', 'the document: expected YAML'],
    ['7', 'the document: expected a mapping with orderers, organisations, channels, got 7'],
    ['peers: []', 'the document.peers: expected one of orderers, organisations, channels'],
    ['organisations: []', 'organisations: expected at least one'],
    ['organisations: [{ mspId: "../x" }]', 'organisations[0].mspId: expected a name, got "../x"'],
    ['organisations: [{ mspId: A }, { mspId: A }]', 'mspId: expected each once, got "A"'],
    [
      'organisations: [{ mspId: A, nodes: [{ name: p, endpoint: "x:99999" }] }]',
      'organisations[0].nodes[0].endpoint: expected host:port, got "x:99999"',
    ],
    [
      'organisations: [{ mspId: A, nodes: [{ name: p, anchor: true }] }]',
      'nodes[0].endpoint: expected host:port, for an anchor has to be found',
    ],
    [
      'orderers: [{ mspId: O, nodes: [o] }]\norganisations: [{ mspId: A }]',
      'O, o: endpoint: expected host:port',
    ],
    [
      'organisations: [{ mspId: A }]\nchannels: [{ name: ch1 }]',
      'orderers: expected at least one with a node, for there are channels',
    ],
    [
      `${orderer}organisations: [{ mspId: A }]\nchannels: [{ name: Ch1 }]`,
      'channels[0].name: expected small letters, digits, . and -, got "Ch1"',
    ],
    [
      `${orderer}organisations: [{ mspId: A }]\nchannels: [{ name: c, organisations: [B] }]`,
      'channels[0].organisations: expected some of A, got "B"',
    ],
    [
      `${orderer}organisations: [{ mspId: A }]\nchannels: [{ name: c, batch: { timeout: 2 } }]`,
      'channels[0].batch.timeout: expected a duration as Go writes it, for example 500ms, got 2',
    ],
    [
      `${orderer}organisations: [{ mspId: A }]\nchannels: [{ name: c, batch: { messageCountMax: 0 } }]`,
      'channels[0].batch.messageCountMax: expected a whole number above 0, got 0',
    ],
  ])('refuses %j', (text, message) => {
    expect(() => parse(text)).toThrow(
      `network.yaml: ${message.replace(/^nodes/, 'organisations[0].nodes')}`,
    );
  });
});
