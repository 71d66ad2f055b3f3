/** `node peer.js MUTANT peer …`: the command line of the reference with one fault. */
import { register } from 'node:module';

const [, , mutant, ...args] = process.argv;
register('./hooks.js', import.meta.url, { data: { mutant } });
const url = new URL('../../src/cli/main.js', import.meta.url).href;
const { main } = (await import(url)) as typeof import('../../src/cli/main.js');
process.exitCode = await main(args);
