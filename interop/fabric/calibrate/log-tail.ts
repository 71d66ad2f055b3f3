/** Lines that a file has grown by. */
import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 1 << 20;

/** Each call returns the whole lines that have come since the last one. */
export function createLogTail(path: string): () => string[] {
  let at = 0;
  let rest = '';
  const buffer = Buffer.alloc(CHUNK_BYTES);
  const decoder = new TextDecoder();
  return () => {
    let file: number;
    try {
      file = openSync(path, 'r');
    } catch {
      return [];
    }
    try {
      for (;;) {
        const count = readSync(file, buffer, 0, CHUNK_BYTES, at);
        if (count === 0) break;
        at += count;
        rest += decoder.decode(buffer.subarray(0, count), { stream: true });
      }
    } finally {
      closeSync(file);
    }
    const lines = rest.split('\n');
    rest = lines.pop()!;
    return lines;
  };
}
