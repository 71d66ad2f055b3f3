import { expect, it } from 'vitest';
import { parseSettings } from '../../../src/adapters/settings/settings.js';

const parsed = (yaml: string) => () =>
  parseSettings(yaml, {
    CORE_PEER_ADDRESS: 'peer0:7051',
    CORE_PEER_LOCALMSPID: 'Org1MSP',
    CORE_PEER_TLS_ENABLED: 'false',
  });

it('OBSV-15: the operations service has no TLS', () => {
  const tls = 'tls: { enabled: true }';
  expect(parsed(`operations: { listenAddress: 127.0.0.1:9443, ${tls} }`)).toThrow(
    /operations\.tls\.enabled: true, expected false/,
  );
  // Who has no such service has no TLS there either.
  expect(parsed(`operations: { ${tls} }`)).not.toThrow();
});

it('OBSV-15: metrics are for Prometheus, or there are none', () => {
  expect(parsed('metrics: { provider: statsd }')).toThrow(
    /metrics\.provider: "statsd", expected prometheus or disabled/,
  );
  for (const provider of ['prometheus', 'disabled', ''])
    expect(parsed(`metrics: { provider: ${provider} }`)).not.toThrow();
});
