/**
 * What waits to be written to one stream: in order, one write at a time, bounded in count and bytes.
 * What finds no room is dropped and counted, so a remote that does not read costs no more than this.
 */

export interface SendQueueOptions {
  /** Messages that wait (LINK-P3 `sendBuffSize`), the one being written not counted. */
  readonly countMax: number;
  /** Bytes that wait or are being written. One message always finds room, however large. */
  readonly bytesMax: number;
  /** Writes one message and calls `done` when the next may be written. */
  write(bytes: Uint8Array, done: () => void): void;
  onOverflow(): void;
}

export interface SendQueue {
  push(bytes: Uint8Array): void;
  /** Takes no more; calls back once everything was written, at once if nothing waits. */
  finish(written: () => void): void;
  /** Takes no more and forgets what waits. */
  discard(): void;
}

export function createSendQueue(options: SendQueueOptions): SendQueue {
  let waiting: Uint8Array[] = [];
  let heldBytes = 0;
  let isWriting = false;
  let isClosed = false;
  let written: (() => void) | undefined;

  const writeNext = (): void => {
    const bytes = waiting.shift();
    if (bytes === undefined) {
      const finished = written;
      written = undefined;
      finished?.();
      return;
    }
    isWriting = true;
    let isDone = false;
    options.write(bytes, () => {
      if (isDone) return;
      isDone = true;
      isWriting = false;
      heldBytes -= bytes.length;
      writeNext();
    });
  };

  return {
    push(bytes) {
      if (isClosed) return;
      const isFull =
        waiting.length >= options.countMax ||
        (heldBytes > 0 && heldBytes + bytes.length > options.bytesMax);
      if (isFull) return options.onOverflow();
      heldBytes += bytes.length;
      waiting.push(bytes);
      if (!isWriting) writeNext();
    },
    finish(callback) {
      isClosed = true;
      if (isWriting) written = callback;
      else callback();
    },
    discard() {
      isClosed = true;
      waiting = [];
      written = undefined;
    },
  };
}
