/** The handshake of a link: what the peer says of itself, and whom it believes. */
import { describe, expect, it } from 'vitest';
import { GossipMessage_Tag as Tag } from '../../src/wire/gen/gossip/message_pb.js';
import { verifierOf, verifyEnvelope } from '../../src/wire/signature.js';
import {
  contentOf,
  emptyMessage,
  handshake,
  identityOf,
  pkiIdOfName,
  tlsHashOf,
  UNDECODABLE,
} from '../support/gossip-builders.js';
import { createScene, dialsIn, endsIn, sentIn, tracesIn, verdictsIn } from '../support/scene.js';
import { crypto } from '../support/symbolic-peers.js';

/** A scene in which the peer has dialled an endpoint, and the link that it named. */
function dialling(options: Parameters<typeof createScene>[0] = {}) {
  const scene = createScene(options);
  scene.feed({ type: 'link.requested', endpoint: 'ext.ann.A:7000' });
  return { scene, link: dialsIn(scene.taken())[0]!.link };
}
const firstOf = (effects: ReturnType<ReturnType<typeof createScene>['taken']>) =>
  sentIn(effects)[0]!;

describe('handshake: what the peer says', () => {
  it('LINK-3: a signed message with tag EMPTY, nonce 0, no channel, and who it is', () => {
    const scene = createScene();
    scene.accept('ann.A');
    const { message } = firstOf(scene.taken());
    expect(message.message).toMatchObject({ tag: Tag.EMPTY, nonce: 0n, channel: new Uint8Array() });
    expect(contentOf(message, 'conn')).toMatchObject({
      pkiId: pkiIdOfName('self.A'),
      identity: identityOf('self.A'),
      tlsCertHash: tlsHashOf('self.A'),
      probe: false,
    });
    const verifies = verifierOf(crypto, crypto.signerOf('self.A').publicKey);
    expect(verifyEnvelope(message.envelope, verifies).verdict).toBe('accept');
    expect(message.envelope.secretEnvelope).toBeUndefined();
  });
  it('LINK-1: comes first on every stream, whoever opened it', () => {
    const scene = createScene();
    const accepted = scene.accept('ann.A');
    expect(sentIn(scene.taken())).toMatchObject([{ link: accepted, kind: 'conn' }]);
    const { scene: dialler, link } = dialling();
    expect(sentIn(dialler.taken())).toEqual([]);
    dialler.open(link, 'ann.A');
    expect(sentIn(dialler.taken())).toMatchObject([{ link, kind: 'conn' }]);
  });
  it('LINK-3: names the certificate of this very connection, none without TLS', () => {
    const scene = createScene({ tls: false });
    const link = 'a1';
    const hashes = { remoteTlsHash: undefined, localTlsHash: undefined };
    scene.feed({ type: 'stream.accepted', link, ...hashes });
    expect(contentOf(firstOf(scene.taken()).message, 'conn').tlsCertHash).toHaveLength(0);
    scene.receive(link, handshake('ann.A', { tlsCertHash: new Uint8Array() }));
    expect(scene.peer.state.linkOf.size).toBe(1);
  });
  it('LINK-15: a probe says so and closes; LINK-16: an acceptor never does', () => {
    const scene = createScene({ bootstrap: ['int.ann.A:7000'] });
    const [{ link } = { link: '' }] = dialsIn(scene.taken());
    scene.open(link, 'ann.A');
    expect(contentOf(firstOf(scene.taken()).message, 'conn').probe).toBe(true);
    scene.receive(link, handshake('ann.A'));
    expect(endsIn(scene.taken())).toEqual([`${link} OK`]);
    expect(scene.peer.state.linkOf.size).toBe(0);
    expect(scene.peer.state.links.has(link)).toBe(false);

    const accepted = scene.accept('ann.A');
    scene.receive(accepted, handshake('ann.A', { probe: true }));
    expect(contentOf(firstOf(scene.taken()).message, 'conn').probe).toBe(false);
  });
});

describe('handshake: whom the peer believes', () => {
  const rejected: readonly [string, string, Parameters<typeof handshake>[1]][] = [
    ['without PKI-ID', 'LINK-D2', { pkiId: new Uint8Array() }],
    ['with an identity that no MSP knows', 'LINK-D3', { identity: identityOf('zoe.Z') }],
    ["with another's PKI-ID", 'LINK-D3', { pkiId: pkiIdOfName('bob.A') }],
    ['with the hash of another certificate', 'LINK-D4', { tlsCertHash: tlsHashOf('bob.A') }],
    ['with no hash', 'LINK-D4', { tlsCertHash: new Uint8Array() }],
    ["signed with another's key", 'LINK-D5', { signer: 'bob.A' }],
  ];
  it.each(rejected)('LINK-6, LINK-5: a handshake %s is rejected by %s', (_, row, wrong) => {
    const scene = createScene();
    const link = scene.accept('ann.A');
    scene.taken();
    scene.receive(link, handshake('ann.A', wrong));
    const effects = scene.taken();
    expect(verdictsIn(effects)).toEqual([`reject ${row}`]);
    expect(endsIn(effects)).toEqual([`${link} UNKNOWN`]);
    expect(scene.peer.state.links.size).toBe(0);
  });
  it.each(rejected)('LINK-6, LINK-18: so it is for a dialler: %s', (_, row, wrong) => {
    const { scene, link } = dialling();
    scene.open(link, 'ann.A');
    scene.taken();
    scene.receive(link, handshake('ann.A', wrong));
    const effects = scene.taken();
    expect(verdictsIn(effects)).toEqual([`reject ${row}`]);
    expect(endsIn(effects)).toEqual([`${link} OK`]);
    expect(scene.peer.state.links.size).toBe(0);
  });
  it('LINK-6: an acceptor that asks for a probe is rejected', () => {
    const { scene, link } = dialling();
    scene.open(link, 'ann.A');
    scene.taken();
    scene.receive(link, handshake('ann.A', { probe: true }));
    expect(verdictsIn(scene.taken())).toEqual(['reject LINK-D6']);
  });
  it('LINK-6: any other message is rejected', () => {
    const scene = createScene();
    const link = scene.accept('ann.A');
    scene.receive(link, emptyMessage());
    expect(verdictsIn(scene.taken())).toEqual(['reject LINK-D1']);
  });
  it('LINK-5: what does not decode ends the stream with UNKNOWN', () => {
    const scene = createScene();
    const link = scene.accept('ann.A');
    scene.receive(link, UNDECODABLE);
    const effects = scene.taken();
    expect(endsIn(effects)).toEqual([`${link} UNKNOWN`]);
    expect(verdictsIn(effects)).toEqual([expect.stringMatching(/^reject WIRE-/)]);
  });
  it('LINK-22: tag, nonce and channel may be anything', () => {
    const scene = createScene();
    const channel = new TextEncoder().encode('ch1');
    const link = scene.accept('ann.A');
    scene.receive(link, handshake('ann.A', { tag: Tag.CHAN_ONLY, nonce: 5n, channel }));
    expect(scene.peer.state.linkOf.size).toBe(1);
    expect(verdictsIn(scene.taken())).toEqual([]);
  });
  it('LINK-I2: a handshake that was recorded elsewhere opens no link here', () => {
    const scene = createScene();
    const link = scene.accept('eve.B');
    scene.receive(link, handshake('ann.A'));
    expect(verdictsIn(scene.taken())).toEqual(['reject LINK-D4']);
    expect(scene.peer.state.linkOf.size).toBe(0);
  });
});

describe('handshake: what the peer keeps', () => {
  const replayed = { tlsCertHash: tlsHashOf('bob.A') };
  it.each(['fabric-2.5', 'fabric-3.1'] as const)(
    'LINK-24: %s stores the identity before it judges the rest',
    (profile) => {
      const scene = createScene({ profile });
      scene.receive(scene.accept('ann.A'), handshake('ann.A', replayed));
      expect(scene.knows('ann.A')).toBe(true);
      expect(scene.peer.state.linkOf.size).toBe(0);
    },
  );
  it('LINK-23: hardened stores it only with the link', () => {
    const scene = createScene({ profile: 'hardened' });
    scene.receive(scene.accept('ann.A'), handshake('ann.A', replayed));
    scene.receive(scene.accept('ann.A'), handshake('ann.A', { signer: 'bob.A' }));
    expect(scene.knows('ann.A')).toBe(false);
    scene.connect('ann.A');
    expect(scene.knows('ann.A')).toBe(true);
  });
  it('LINK-23: hardened stores nothing of an acceptor that asks for a probe', () => {
    const { scene, link } = dialling({ profile: 'hardened' });
    scene.open(link, 'ann.A');
    scene.receive(link, handshake('ann.A', { probe: true }));
    expect(scene.knows('ann.A')).toBe(false);
  });
});

describe('handshake: ends', () => {
  it('LINK-2: a stream without certificate is closed before anything is sent', () => {
    const scene = createScene();
    const link = 'a1';
    scene.taken();
    scene.feed({
      type: 'stream.accepted',
      link,
      remoteTlsHash: undefined,
      localTlsHash: tlsHashOf('self.A'),
    });
    const effects = scene.taken();
    expect(sentIn(effects)).toEqual([]);
    expect(endsIn(effects)).toEqual([`${link} UNKNOWN`]);
    expect(scene.peer.state.links.size).toBe(0);
  });
  it('LINK-4: an acceptor closes a silent stream after handshakeWait', () => {
    const scene = createScene({ parameters: { handshakeWait: 300 } });
    const link = scene.accept('ann.A');
    scene.feed({ type: 'stream.ended', link, status: 'OK' });
    scene.taken();
    scene.advance(299);
    expect(endsIn(scene.taken())).toEqual([]);
    scene.advance(1);
    expect(endsIn(scene.taken())).toEqual([`${link} UNKNOWN`]);
    expect(scene.peer.state.links.size).toBe(0);
  });
  it('LINK-26: a dialler closes a silent stream after handshakeWait', () => {
    const { scene, link } = dialling({ parameters: { handshakeWait: 300 } });
    scene.advance(1_000);
    scene.open(link, 'ann.A');
    scene.taken();
    scene.advance(299);
    expect(endsIn(scene.taken())).toEqual([]);
    scene.advance(1);
    expect(endsIn(scene.taken())).toEqual([`${link} OK`]);
  });
  it('LINK-7: a verified probe ends with OK and leaves no link', () => {
    const scene = createScene();
    const link = scene.accept('ann.A');
    scene.taken();
    scene.receive(link, handshake('ann.A', { probe: true }));
    const effects = scene.taken();
    expect(endsIn(effects)).toEqual([`${link} OK`]);
    expect(tracesIn(effects, 'step').map(({ row }) => row)).toEqual(['LINK-R4']);
    expect(scene.peer.state.links.size).toBe(0);
    expect(scene.timers.has(`link-acceptor/${link}/handshakeWait`)).toBe(false);
  });
  it('LINK-I3: what arrives after the end is nothing', () => {
    const scene = createScene();
    const link = scene.accept('ann.A');
    scene.receive(link, UNDECODABLE);
    scene.taken();
    scene.receive(link, handshake('ann.A'));
    scene.feed({ type: 'stream.ended', link, status: 'OK' });
    expect(scene.taken()).toEqual([]);
  });
  it('LINK-13: a second handshake message and empty messages change nothing', () => {
    const scene = createScene();
    const link = scene.connect('ann.A');
    scene.taken();
    scene.receive(link, handshake('bob.A', { tlsCertHash: tlsHashOf('ann.A') }));
    scene.receive(link, emptyMessage());
    expect(scene.taken()).toEqual([]);
  });
});
