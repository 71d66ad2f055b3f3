import { describe, expect, it } from 'vitest';
import { certificateBlock, decodePem, encodePem } from '../../../src/wire/identity/pem.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const DER = Uint8Array.from({ length: 100 }, (_, i) => i);
const PEM = new TextDecoder().decode(encodePem('CERTIFICATE', DER));
const [FIRST, ...REST] = PEM.split('\n');
const BODY = REST.slice(0, -2).join('\n');

const clauseOf = (text: string) => {
  const verdict = certificateBlock(bytes(text));
  return verdict.verdict === 'accept' ? 'accept' : verdict.clause;
};

describe('PEM: standard layout', () => {
  it('IDENT-9: has 64 columns and ends with a line end', () => {
    expect(PEM.split('\n').map((line) => line.length)).toEqual([27, 64, 64, 8, 25, 0]);
    expect(certificateBlock(bytes(PEM))).toEqual({ verdict: 'accept', value: DER });
  });
  it('IDENT-9: has no empty line when the last one is full', () => {
    const full = new TextDecoder().decode(encodePem('X', new Uint8Array(96)));
    expect(full.split('\n').map((line) => line.length)).toEqual([17, 64, 64, 15, 0]);
  });
});

describe('PEM: what Fabric takes as well', () => {
  it.each([
    ['no final line end', PEM.trimEnd()],
    ['blanks at the end of the last line', `${PEM.trimEnd()} \t\n`],
    ['CR LF line ends', PEM.replaceAll('\n', '\r\n')],
    ['text before the block', `hello\n${PEM}`],
    ['a BEGIN line without END before it', `-----BEGIN CERTIFICATE-----\nAAAA\n${PEM}`],
    ['header lines', `${FIRST}\nName: value\n${BODY}\n-----END CERTIFICATE-----\n`],
    ['blanks inside lines', PEM.replaceAll('\nA', '\n A')],
    ['one long line', `${FIRST}\n${BODY.replaceAll('\n', '')}\n-----END CERTIFICATE-----\n`],
    ['no type', `-----BEGIN -----\n${BODY}\n-----END -----\n`],
  ])('%s', (_, text) => expect(clauseOf(text)).toBe('accept'));
});

describe('PEM: clauses', () => {
  it.each([
    ['nothing', ''],
    ['no END line', `${FIRST}\n${BODY}\n`],
    ['END of another type', PEM.replace('END CERTIFICATE', 'END CERTIFICATF')],
    ['BEGIN in the middle of a line', `x${PEM}`],
    ['four dashes', PEM.replace('-----\n', '----\n')],
    ['a character outside base64', PEM.replace('AA', 'A!')],
    ['missing padding', PEM.replace('=', '')],
    ['raw DER', '0\x82\x01'],
  ])('IDENT-3: rejects id_bytes without a block: %s', (_, text) =>
    expect(clauseOf(text)).toBe('IDENT-3'),
  );
  it.each([
    ['an empty line', `${PEM}\n`],
    ['a second block', PEM + PEM],
    ['text', `${PEM}bye`],
  ])('IDENT-4: rejects bytes after the block: %s', (_, text) =>
    expect(clauseOf(text)).toBe('IDENT-4'),
  );
  it.each(['PUBLIC KEY', 'certificate', 'TRUSTED CERTIFICATE', ' CERTIFICATE'])(
    'IDENT-5: rejects a block of type "%s"',
    (type) => expect(clauseOf(PEM.replaceAll('CERTIFICATE', type))).toBe('IDENT-5'),
  );
  it('finds a block whose body is empty', () => {
    expect(decodePem(bytes('-----BEGIN X-----\n-----END X-----'))?.bytes).toEqual(new Uint8Array());
  });
});
