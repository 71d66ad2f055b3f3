/** `npm run studio:build`: writes the site to dist/studio, or to the folder named, and says how large it is. */
import { buildSite } from './site.js';

/** Compressed, without layouts. */
const PACKED_BYTES_MAX = 500_000;

const folder = process.argv[2] ?? 'dist/studio';
const files = await buildSite(folder);
const packed = files.reduce((sum, file) => sum + (file.counts ? file.packedBytes : 0), 0);
for (const { name, bytes, packedBytes } of files.filter(({ name }) => !name.startsWith('machine-')))
  console.log(`${name.padEnd(16)} ${kb(bytes)} KB, ${kb(packedBytes)} KB compressed`);
console.log(`${folder}: ${kb(packed)} KB compressed without layouts, at most 500`);
if (packed > PACKED_BYTES_MAX) process.exitCode = 1;

function kb(bytes: number): string {
  return (bytes / 1_000).toFixed(1).padStart(7);
}
