/** Endpoints as people write them: `host:port`, an IPv6 address in brackets. */

export interface Endpoint {
  readonly host: string;
  /** 0 lets the system choose, where somebody listens. */
  readonly port: number;
}

/** Host and port of `text`, or undefined if it is no endpoint. An empty host stands for every interface. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const match = /^(?:\[([0-9A-Fa-f:.%\w]+)\]|([^:[\]\s]*)):(\d{1,5})$/.exec(text);
  if (match === null) return undefined;
  const port = Number(match[3]);
  return port <= 65_535 ? { host: match[1] ?? match[2]!, port } : undefined;
}

/** @throws RangeError if `text` is no endpoint. */
export function endpointOf(text: string): Endpoint {
  const endpoint = parseEndpoint(text);
  if (endpoint === undefined)
    throw new RangeError(`endpoint: expected host:port with a port up to 65535, got "${text}"`);
  return endpoint;
}

/** The text of an address that a socket reports. */
export function formatEndpoint({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
