/** An option that names an organisation and its MSP folder: `Org1MSP=path`. */
import { InvalidArgumentError } from 'commander';

export interface NamedFolder {
  readonly mspId: string;
  readonly folder: string;
}

export function namedFolder(text: string): NamedFolder {
  const [, mspId, folder] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (mspId === undefined || folder === undefined)
    throw new InvalidArgumentError('Expected MSP-ID=folder.');
  return { mspId, folder };
}
