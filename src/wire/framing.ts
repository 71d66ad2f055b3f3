/**
 * Frames of the plain TCP and TLS link: a length, a kind, a body.
 *
 * Implements spec/08-framing.md, clauses FRAM-1, FRAM-8 and FRAM-9. What a frame does is decided by
 * src/rules/frame.ts; nothing here throws, whatever arrives.
 */
import { createByteQueue } from './byte-queue.js';

const KINDS = ['ping', 'pong', 'open', 'envelope', 'end'] as const;

export type FrameKind = (typeof KINDS)[number];
/** How a stream ended, in the words of gRPC. */
export type FrameStatus = 'OK' | 'UNKNOWN';

/** A frame as it arrived. */
export interface Frame {
  /** `unknown`: a number that stands for nothing, or no kind at all. */
  readonly kind: FrameKind | 'unknown';
  readonly body: Uint8Array;
  /** Whether the body is one of its kind and within the limit; the body of one that is not is empty. */
  readonly isFitting: boolean;
}

/** Bytes of the length, and of length and kind together. */
const LENGTH_BYTES = 4;
export const HEADER_BYTES = LENGTH_BYTES + 1;
const STATUS_BYTE: Record<FrameStatus, number> = { OK: 0, UNKNOWN: 2 };

/** Length and kind of a frame with a body of `bodyBytes` bytes; the body follows them. */
export function encodeHeader(kind: FrameKind, bodyBytes: number): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  new DataView(header.buffer).setUint32(0, bodyBytes + 1);
  header[LENGTH_BYTES] = KINDS.indexOf(kind);
  return header;
}

/** FRAM-1: a whole frame. */
export function encodeFrame(kind: FrameKind, body: Uint8Array = new Uint8Array(0)): Uint8Array {
  const frame = new Uint8Array(HEADER_BYTES + body.length);
  frame.set(encodeHeader(kind, body.length));
  frame.set(body, HEADER_BYTES);
  return frame;
}

export const encodeEnd = (status: FrameStatus): Uint8Array =>
  encodeFrame('end', Uint8Array.of(STATUS_BYTE[status]));

/** Status of the body of a fitting `end`. */
export const endStatusOf = (body: Uint8Array): FrameStatus =>
  body[0] === STATUS_BYTE.OK ? 'OK' : 'UNKNOWN';

export interface FrameDecoder {
  /** The frames that are complete with these bytes, in order. */
  push(chunk: Uint8Array): readonly Frame[];
}

/**
 * FRAM-9: cuts a byte stream into frames. FRAM-8: a frame above `bodyBytesMax` is given out, unfitting,
 * as soon as its length is known; what follows it is not read.
 */
export function createFrameDecoder(bodyBytesMax: number): FrameDecoder {
  const bytes = createByteQueue();
  let isLost = false;

  const next = (): Frame | undefined => {
    if (isLost || bytes.length < LENGTH_BYTES) return undefined;
    const length = bytes.uint32At(0);
    if (length === 0 || length > bodyBytesMax + 1) {
      isLost = true;
      bytes.clear();
      return { kind: 'unknown', body: NOTHING, isFitting: false };
    }
    if (bytes.length < LENGTH_BYTES + length) return undefined;
    const kind = KINDS[bytes.at(LENGTH_BYTES)] ?? 'unknown';
    bytes.take(HEADER_BYTES);
    const body = bytes.take(length - 1);
    return isFittingBody(kind, body)
      ? { kind, body, isFitting: true }
      : { kind, body: NOTHING, isFitting: false };
  };

  return {
    push(chunk) {
      if (isLost) return [];
      bytes.append(chunk);
      const frames: Frame[] = [];
      for (let frame = next(); frame !== undefined; frame = next()) frames.push(frame);
      return frames;
    },
  };
}

const NOTHING = new Uint8Array(0);

function isFittingBody(kind: Frame['kind'], body: Uint8Array): boolean {
  switch (kind) {
    case 'envelope':
      return true;
    case 'end':
      return body.length === 1 && Object.values(STATUS_BYTE).includes(body[0]!);
    default:
      return body.length === 0;
  }
}
