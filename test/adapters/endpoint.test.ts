import { describe, expect, it } from 'vitest';
import { endpointOf, formatEndpoint, parseEndpoint } from '../../src/adapters/endpoint.js';
import { fc } from '../support/drawing.js';

describe('endpoints', () => {
  it.each([
    ['peer0.org1:7051', { host: 'peer0.org1', port: 7051 }],
    ['127.0.0.1:0', { host: '127.0.0.1', port: 0 }],
    ['[::1]:65535', { host: '::1', port: 65_535 }],
    [':7051', { host: '', port: 7051 }],
  ])('reads %s and writes it back', (text, endpoint) => {
    expect(parseEndpoint(text)).toEqual(endpoint);
    expect(formatEndpoint(endpoint)).toBe(text);
  });

  it.each([
    '',
    'peer0',
    'peer0:',
    'peer0:65536',
    'peer0:-1',
    'a:b:1',
    '::1:7051',
    'a b:1',
    '[::1]',
    'a:1 ',
  ])('refuses "%s"', (text) => {
    expect(parseEndpoint(text)).toBeUndefined();
    expect(() => endpointOf(text)).toThrow(`got "${text}"`);
  });

  it('never throws while it reads', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseEndpoint(text)));
  });
});
