/** Readiness: a node is ready when its own certificate answers, not when somebody answers. */
import { beforeAll, describe, expect, it } from 'vitest';
import { wireBench } from '../../../conformance/harness/bench.js';
import { mintOrganisation } from '../../../conformance/harness/minting/organisation.js';
import { grpcTransport } from '../../../conformance/harness/wire/grpc-transport.js';
import type { ProbeTransport } from '../../../conformance/harness/wire/transport.js';
import { pingUntil } from '../../../conformance/targets/ping.js';
import { reference } from '../../support/conformance-run.js';

const never = new Promise<never>(() => {});

describe('pingUntil', async () => {
  const organisation = await mintOrganisation('OrgMSP');
  const [ours, other] = [await organisation.mintPeer('ours'), await organisation.mintPeer('other')];
  const serving: ProbeTransport = grpcTransport(ours.tls, []);
  let endpoint = '';
  beforeAll(async () => {
    endpoint = await serving.serve('127.0.0.1:0', () => {});
    return () => serving.close();
  });
  const ping = (leafPem: string, abandon: Promise<unknown> = never, forMs = 10_000) =>
    pingUntil({
      endpoint,
      tlsCaPem: Buffer.from(ours.tlsCaPem),
      leafPem: Buffer.from(leafPem),
      forMs,
      abandon,
    });

  it('resolves when the node answers', async () => {
    await expect(ping(ours.tls.certPem)).resolves.toBeUndefined();
  });
  it('does not take another node of the organisation for it', async () => {
    await expect(ping(other.tls.certPem, never, 300)).rejects.toThrow();
  });
  it('gives up as soon as the node has ended', async () => {
    await expect(ping(other.tls.certPem, Promise.resolve())).rejects.toThrow(/[Cc]ancel/);
  });
});

describe('a port that the suite names', () => {
  it('is none that it has named before', async () => {
    const bench = wireBench(reference());
    const named = await Promise.all(Array.from({ length: 40 }, () => bench.reserve()));
    expect(new Set(named).size).toBe(40);
  });
});
