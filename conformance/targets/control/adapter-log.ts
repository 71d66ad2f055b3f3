/** What an adapter says beside the protocol: each line tagged, into a file that cannot grow for ever. */
import { appendFileSync } from 'node:fs';
import { logTail } from '../launch.js';

/** After so much the log takes nothing more. Bytes. */
export const LOG_BYTES_MAX = 16 * 1024 * 1024;

export interface AdapterLog {
  readonly path: string;
  /** `tag`: the adapter, or one of its nodes. */
  write(tag: string, line: string): void;
  tail(lines: number): readonly string[];
}

export function adapterLog(path: string, bytesMax = LOG_BYTES_MAX): AdapterLog {
  let bytes = 0;
  /** The newest lines when the file is full: the last words are those that count. */
  let afterwards: string[] = [];
  return {
    path,
    write(tag, line) {
      const text = `${tag} | ${line}\n`;
      if (bytes > bytesMax) {
        afterwards.push(text.trimEnd());
        if (afterwards.length > 128) afterwards = afterwards.slice(-64);
        return;
      }
      bytes += Buffer.byteLength(text);
      const full = bytes > bytesMax ? `… the log is full at ${bytesMax} bytes\n` : '';
      appendFileSync(path, text + full);
    },
    tail: (lines) => (afterwards.length > 0 ? afterwards.slice(-lines) : logTail(path, lines)),
  };
}
