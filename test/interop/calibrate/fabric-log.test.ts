/** Lines in the form of a Fabric peer's log, and what they say. */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { sightOf, sinceInstant } from '../../../interop/fabric/calibrate/fabric-log.js';
import { createLogTail } from '../../../interop/fabric/calibrate/log-tail.js';

const at = (line: string) => sightOf(`10:20:30.456 ${line}`);
const dayMs = ((10 * 60 + 20) * 60 + 30) * 1_000 + 456;
const alive =
  'GossipMessage: Channel: , nonce: 0, tag: EMPTY Alive Message:Membership: Endpoint:127.0.0.1:7151 PKI-id:ab01Identity:Timestamp:inc_num:17 seq_num:1, Envelope: 210 bytes';

describe('the log of a Fabric peer', () => {
  it('tells whom it takes for alive, new or back from the dead', () => {
    const seen = { dayMs, what: 'alive', of: '127.0.0.1:7151' };
    expect(at(`DEBU [gossip.discovery] Learned about a new alive member: ${alive}`)).toEqual(seen);
    expect(at(`DEBU [gossip.discovery] Entering, AliveMessage: ${alive} t: inc_num:17`)).toEqual(
      seen,
    );
  });
  it('tells whom it takes for dead, not whom it thinks about', () => {
    expect(
      at(
        'WARN [gossip.discovery] Closing connection to Endpoint: 127.0.0.1:7151, InternalEndpoint: 127.0.0.1:7151, PKI-ID: ab01, Metadata: ',
      ),
    ).toEqual({ dayMs, what: 'dead', of: '127.0.0.1:7151' });
    expect(at("WARN [gossip.discovery] Haven't heard from [1 2] for 2.6s")).toBeUndefined();
    expect(at('WARN [gossip.discovery] Entering [ab01]')).toBeUndefined();
  });
  it('tells of leadership', () => {
    expect(at('INFO [gossip.election] ab01 : Becoming a leader')?.what).toBe('leads');
    expect(at('INFO [gossip.election] ab01 Stopped being a leader')?.what).toBe('follows');
    expect(at('INFO [gossip.election] ab01 : Some peer is already a leader')).toBeUndefined();
  });
  it('tells of its start', () => {
    expect(
      at('INFO [gossip.gossip] Creating gossip service with self membership of Endpoint: ')?.what,
    ).toBe('started');
    expect(
      at('INFO [gossip.gossip] Joining gossip network of channel ch1 with 1 organizations')?.what,
    ).toBe('joined');
    expect(at('INFO [nodeCmd] Started peer with ID=[peer0], network ID=[interop]')?.what).toBe(
      'serves',
    );
  });
  it('tells of blocks by number', () => {
    expect(at('INFO [gossip.privdata] Received block [12] from buffer channel=ch1')).toEqual({
      dayMs,
      what: 'handed',
      number: 12,
    });
    expect(at('INFO [gossip.privdata] [ch1] Received block [12] from buffer')?.number).toBe(12);
    expect(
      at('INFO [kvledger] [ch1] Committed block [12] with 1 transaction(s) in 9ms (state_vali'),
    ).toEqual({ dayMs, what: 'committed', number: 12 });
  });
  it('is not mistaken for another module, nor for a line without an instant', () => {
    expect(at('INFO [gossip.gossip] ab01 : Becoming a leader')).toBeUndefined();
    expect(sightOf('goroutine 1 [running]:')).toBeUndefined();
    expect(sightOf('')).toBeUndefined();
  });
});

describe('a time of day', () => {
  const noon = new Date(2026, 10, 22, 12, 0, 0, 0).getTime();
  it('is so long after an instant, or before it', () => {
    expect(sinceInstant(12 * 3_600_000 + 1_500, noon)).toBe(1_500);
    expect(sinceInstant(12 * 3_600_000 - 700, noon)).toBe(-700);
  });
  it('may lie behind midnight', () => {
    const late = new Date(2026, 10, 22, 23, 59, 59, 0).getTime();
    expect(sinceInstant(250, late)).toBe(1_250);
    const early = new Date(2026, 10, 22, 0, 0, 1, 0).getTime();
    expect(sinceInstant(86_399_000, early)).toBe(-2_000);
  });
});

describe('the tail of a log', () => {
  const folder = mkdtempSync(join(tmpdir(), 'calibrate-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  it('gives each line once, when it is whole; nothing before there is a file', () => {
    const path = join(folder, 'peer.log');
    const tail = createLogTail(path);
    expect(tail()).toEqual([]);
    appendFileSync(path, 'one\ntw');
    expect(tail()).toEqual(['one']);
    appendFileSync(path, 'o\nthree\nü');
    expect(tail()).toEqual(['two', 'three']);
    appendFileSync(path, '\n');
    expect(tail()).toEqual(['ü']);
    expect(tail()).toEqual([]);
  });
});
