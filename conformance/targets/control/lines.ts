/** Bytes to lines, with an end to patience: what comes from an adapter may be anything. */

/** A block in base64 is the longest that an adapter has to say. Characters. */
export const LINE_LENGTH_MAX = 160 * 1024 * 1024;

/** Feeds chunks, gets lines. A line that is too long is given as far as it has come, once. */
export function lineSplitter(
  line: (text: string) => void,
  lengthMax = LINE_LENGTH_MAX,
): (chunk: Buffer | string) => void {
  const decoder = new TextDecoder();
  let parts: string[] = [];
  let length = 0;
  const flush = (): void => {
    const text = parts.join('').replace(/\r$/, '');
    parts = [];
    length = 0;
    line(text);
  };
  return (chunk) => {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const [first, ...more] = text.split('\n');
    parts.push(first!);
    length += first!.length;
    for (const part of more) {
      flush();
      parts.push(part);
      length += part.length;
    }
    if (length > lengthMax) flush();
  };
}
