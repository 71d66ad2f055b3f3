/** What settings must be to one another. Each names the keys, their values and what is allowed. */
import type { Key, Values } from './keys.js';

const ms = (values: Values, key: Key): string => `${key} (${values[key]} ms)`;
const requires = (isMet: boolean, problem: string): readonly string[] => (isMet ? [] : [problem]);

/** The endpoint that is announced within the organisation. */
export const internalEndpoint = (values: Values): string =>
  values['peer.gossip.endpoint'] || values['peer.address'];

/** Combinations with which no peer starts. */
export function conflicts(v: Values): readonly string[] {
  const endpoint = internalEndpoint(v);
  const isTls = v['peer.tls.enabled'];
  const pull = v['peer.gossip.pullInterval'];
  const waits = v['peer.gossip.digestWaitTime'] + v['peer.gossip.responseWaitTime'];
  const policy = 'peer.gossip.pvtData.implicitCollectionDisseminationPolicy';
  return [
    ...requires(
      endpoint !== '',
      'peer.address: not set, expected the host:port at which peers of your organisation reach this peer',
    ),
    ...requires(
      endpoint === '' || endpoint.split(':').length === 2,
      `peer.gossip.endpoint or peer.address: "${endpoint}", expected host:port with exactly one colon (no bare IPv6 address)`,
    ),
    ...requires(
      v['peer.localMspId'] !== '',
      'peer.localMspId: not set, expected the MSP ID of your organisation',
    ),
    // OBSV-15
    ...requires(
      !v['operations.tls.enabled'] || v['operations.listenAddress'] === '',
      'operations.tls.enabled: true, expected false, for the operations service has no TLS',
    ),
    ...requires(
      ['prometheus', 'disabled'].includes(v['metrics.provider']),
      `metrics.provider: "${v['metrics.provider']}", expected prometheus or disabled`,
    ),
    // ELEC-15
    ...requires(
      !(v['peer.gossip.useLeaderElection'] && v['peer.gossip.orgLeader']),
      'peer.gossip.useLeaderElection and peer.gossip.orgLeader: both true, expected at most one of them',
    ),
    ...requires(
      pull > waits,
      `${ms(v, 'peer.gossip.pullInterval')}: expected more than peer.gossip.digestWaitTime + peer.gossip.responseWaitTime (${waits} ms)`,
    ),
    ...requires(
      v['peer.gossip.aliveExpirationTimeout'] > v['peer.gossip.aliveTimeInterval'],
      `${ms(v, 'peer.gossip.aliveExpirationTimeout')}: expected more than ${ms(v, 'peer.gossip.aliveTimeInterval')}`,
    ),
    ...requires(
      !isTls || (v['peer.tls.cert.file'] !== '' && v['peer.tls.key.file'] !== ''),
      'peer.tls.cert.file and peer.tls.key.file: expected both, as peer.tls.enabled is true',
    ),
    ...requires(
      (v['peer.tls.clientCert.file'] === '') === (v['peer.tls.clientKey.file'] === ''),
      'peer.tls.clientCert.file and peer.tls.clientKey.file: expected both or neither',
    ),
    ...requires(
      !(isTls && v['peer.tls.clientAuthRequired']) || v['peer.tls.clientRootCAs.files'].length > 0,
      'peer.tls.clientRootCAs.files: not set, expected at least one, as peer.tls.clientAuthRequired is true',
    ),
    ...requires(
      v[`${policy}.maxPeerCount`] >= v[`${policy}.requiredPeerCount`],
      `${policy}.maxPeerCount (${v[`${policy}.maxPeerCount`]}): expected at least requiredPeerCount (${v[`${policy}.requiredPeerCount`]})`,
    ),
  ];
}

/** Combinations that work and are probably not meant. */
export function doubts(v: Values): readonly string[] {
  return [
    ...requires(
      v['peer.gossip.requestWaitTime'] > v['peer.gossip.digestWaitTime'],
      `${ms(v, 'peer.gossip.requestWaitTime')}: should be more than ${ms(v, 'peer.gossip.digestWaitTime')}, or requests come too late`,
    ),
    ...requires(
      v['peer.keepalive.client.interval'] >= v['peer.keepalive.minInterval'],
      `${ms(v, 'peer.keepalive.client.interval')}: other peers may disconnect a client that pings more often than their minInterval (here ${v['peer.keepalive.minInterval']} ms)`,
    ),
    ...requires(
      v['peer.tls.enabled'],
      'peer.tls.enabled: false; without TLS a handshake can be replayed, and anybody can listen',
    ),
  ];
}
