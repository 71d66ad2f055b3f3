/** Fabric's wire by the contract of all transports, over mutual TLS and in plaintext. */
import { createGrpcTransport } from '../../src/adapters/grpc/transport.js';
import { arrangePlain, arrangeTls } from '../support/transport-arrangements.js';
import { describeTransport } from '../support/transport-contract.js';

describeTransport('gRPC over mutual TLS', () => arrangeTls(createGrpcTransport));
describeTransport('gRPC in plaintext', () => arrangePlain(createGrpcTransport));
