/** A run in the address of the page: its scenario, deflated, in base64url; a short one is some hundred characters. */
import type { Scenario } from '../../src/simulator/scenario/scenario.js';

/** What the page shows. */
export interface Place {
  readonly scenario: Scenario;
  /** Instant of the playhead, ms since the start. */
  readonly atMs: number;
  /** Name of the selected peer; empty for none. */
  readonly peer: string;
}

/** Longer addresses are refused by some who pass them on. */
export const ADDRESS_MAX = 8_000;

export async function encodePlace(place: Place): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(place));
  const packed = await through(bytes, new CompressionStream('deflate-raw'));
  let binary = '';
  for (const byte of packed) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Undefined if the text is none of ours. */
export async function decodePlace(text: string): Promise<Place | undefined> {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const plain = await through(bytes, new DecompressionStream('deflate-raw'));
    const place = JSON.parse(new TextDecoder().decode(plain)) as Partial<Place>;
    if (!Array.isArray(place.scenario?.organisations)) return undefined;
    return { atMs: 0, peer: '', ...place } as Place;
  } catch {
    return undefined;
  }
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const writer = stream.writable.getWriter();
  // What does not decode rejects the reader as well.
  writer.write(bytes).catch(() => {});
  writer.close().catch(() => {});
  return new Uint8Array(await new Response(stream.readable).arrayBuffer());
}
