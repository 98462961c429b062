/** 256 KB: what one row of attachment_chunk holds. */
export const chunkOctets = 256 * 1024;

/** The octets in chunks of one size, the last one shorter; none for no octets. A chunk shares no memory with what came in. */
export async function* chunksOf(octets: AsyncIterable<Buffer>, size = chunkOctets): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let chunk = new Uint8Array(size);
  let filled = 0;
  for await (const piece of octets) {
    for (let from = 0; from < piece.length;) {
      const part = piece.subarray(from, from + size - filled);
      chunk.set(part, filled);
      filled += part.length;
      from += part.length;
      if (filled < size) continue;
      yield chunk;
      chunk = new Uint8Array(size);
      filled = 0;
    }
  }
  if (filled > 0) yield chunk.slice(0, filled);
}
