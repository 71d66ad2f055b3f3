/** The operations service: its pages over HTTP, on loopback. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { endpointOf } from '../../src/adapters/endpoint.js';
import { ListenError } from '../../src/adapters/listen.js';
import { type Operations, serveOperations } from '../../src/adapters/operations.js';
import type { Failure } from '../../src/ports.js';

const opened: Operations[] = [];
afterEach(async () => {
  for (const service of opened.splice(0)) await service.close();
});

async function served(failures: readonly Failure[] = [], hasMetrics = true) {
  const service = await serveOperations({
    endpoint: '127.0.0.1:0',
    metrics: hasMetrics
      ? { contentType: 'text/plain; version=0.0.4', text: async () => 'up 1\n' }
      : undefined,
    failures: () => failures,
    version: '1.2.3',
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  });
  opened.push(service);
  const get = (path: string, method = 'GET') =>
    fetch(`http://${service.endpoint}${path}`, { method });
  return { service, get };
}

describe('operations service', () => {
  it('OBSV-12: is well while nothing has failed', async () => {
    const { get } = await served();
    const response = await get('/healthz');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ status: 'OK', time: '2026-01-02T03:04:05.006Z' });
  });
  it('OBSV-13: names what has failed', async () => {
    const failed = [{ component: 'ledger of ch1', reason: 'halted at height 7' }];
    const response = await (await served(failed)).get('/healthz');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      status: 'Service Unavailable',
      failed_checks: failed,
    });
  });
  it('OBSV-1: tells metrics in the form that Prometheus reads', async () => {
    const response = await (await served()).get('/metrics?x=1');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('version=0.0.4');
    expect(await response.text()).toBe('up 1\n');
  });
  it('OBSV-14: has no metrics where there is no provider', async () => {
    expect((await (await served([], false)).get('/metrics')).status).toBe(404);
  });
  it('tells the version', async () => {
    expect(await (await (await served()).get('/version')).json()).toEqual({
      CommitSHA: '',
      Version: '1.2.3',
    });
  });
  it('OBSV-14: other paths and methods are refused, and say what there is', async () => {
    const { get } = await served();
    for (const path of ['/', '/metricsx', '/logspec', '//healthz'])
      expect((await get(path)).status).toBe(404);
    expect(await (await get('/')).text()).toContain('/healthz, /version, /metrics');
    for (const method of ['POST', 'PUT', 'DELETE'])
      expect((await get('/healthz', method)).status).toBe(405);
    const head = await get('/healthz', 'HEAD');
    expect([head.status, await head.text()]).toEqual([200, '']);
  });
  it('says why it cannot listen', async () => {
    const { service } = await served();
    const again = serveOperations({
      endpoint: service.endpoint,
      failures: () => [],
      version: '',
      now: () => 0,
    });
    await expect(again).rejects.toThrow(ListenError);
    await expect(again).rejects.toThrow(/another process listens there/);
  });
  it('closes at once, whoever is connected and says nothing', async () => {
    const { service } = await served();
    const { host, port } = endpointOf(service.endpoint);
    const socket = connect(port, host);
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    await service.close();
    await closed;
  });
  it('closes with a connection that is kept alive', async () => {
    const { get, service } = await served();
    await get('/version'); // kept alive by the client
    await service.close();
    await expect(get('/version')).rejects.toThrow();
  });
});
