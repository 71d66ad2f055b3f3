/**
 * Requests to an orderer's own REST interface, channel participation, over mutual TLS. Fabric's `osnadmin` makes
 * the same; doing without saves building it.
 */
import { request } from 'node:https';
import { type Network, ORDERER_MSP } from './network.js';

/** One part of a form. */
export interface Part {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

const BOUNDARY = 'interop-form-part';

/** As the administrator of the orderer's organisation. `path` is below the list of channels. */
export function adminRequest(
  network: Network,
  endpoint: string,
  method: string,
  path: string,
  body?: Part,
): Promise<Answer> {
  const [hostname, port] = endpoint.split(':');
  const { tls } = network.member(`${ORDERER_MSP}/Admin`);
  const ca = network.material.organisations.get(ORDERER_MSP)!.tlsCa.certPem;
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        method,
        path: `/participation/v1/channels${path}`,
        ca,
        cert: tls.certPem,
        key: tls.keyPem,
        agent: false,
        ...(body && {
          headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
        }),
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.once('error', reject);
        answer.once('end', () =>
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
        );
      },
    );
    sent.once('error', reject);
    if (body) {
      sent.write(
        `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${body.name}"; filename="block"\r\n` +
          'content-type: application/octet-stream\r\n\r\n',
      );
      sent.write(body.bytes);
      sent.write(`\r\n--${BOUNDARY}--\r\n`);
    }
    sent.end();
  });
}
