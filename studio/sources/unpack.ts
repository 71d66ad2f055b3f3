/** Files packed with gzip, also in several parts one after the other, as the trace of a conformance run is. */

/** How a part begins: magic number, deflate, no flags, no instant; flags of speed and system follow. */
const HEAD = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0];

/** @throws TypeError if the bytes are not packed so. */
export async function unpacked(packed: Uint8Array<ArrayBuffer>): Promise<string> {
  const utf8 = new TextDecoder();
  // What looks like the beginning of a part may be in the middle of one: then it does not unpack.
  const begins = [...beginsIn(packed), packed.length];
  let text = '';
  let from = 0;
  for (let at = begins.length > 1 && begins[0] === 0 ? 1 : 0; at < begins.length; at++) {
    const isLast = at === begins.length - 1;
    try {
      text += utf8.decode(await inflate(packed.subarray(from, begins[at])));
      from = begins[at]!;
    } catch (error) {
      if (isLast) throw error;
    }
  }
  return text;
}

function* beginsIn(bytes: Uint8Array): Iterable<number> {
  for (let i = bytes.indexOf(HEAD[0]!); i >= 0; i = bytes.indexOf(HEAD[0]!, i + 1))
    if (HEAD.every((byte, at) => bytes[i + at] === byte)) yield i;
}

async function inflate(part: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  const stream = new Blob([part]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}
