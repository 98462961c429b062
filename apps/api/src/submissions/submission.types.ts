import { Field, GraphQLISODateTime, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { mechanism, proxyKind, secretAction, security, tlsVersion } from '@posthorn/contracts';
import { SubmissionState } from './submission-state.ts';

export const Security = security.enum;
export type Security = keyof typeof Security;
registerEnumType(Security, { name: 'Security', description: 'How a submission connection is secured.' });

registerEnumType(SubmissionState, {
  name: 'SubmissionState',
  description:
    'How a submission setup stands. OFF: not set up, or paused. FAILING: the server can’t be reached. PARKED: it lets nobody sign in. UNPROVEN: nothing was accepted yet.',
});

export const SecretAction = secretAction.enum;
export type SecretAction = keyof typeof SecretAction;
registerEnumType(SecretAction, {
  name: 'SecretAction',
  description: 'KEEP leaves the stored one, REPLACE takes the given one, REMOVE deletes it.',
});

export const TlsVersion = tlsVersion.enum;
export type TlsVersion = keyof typeof TlsVersion;
registerEnumType(TlsVersion, {
  name: 'TlsVersion',
  description: 'A version of TLS. 1.0 and 1.1 are broken: only for servers that know no better.',
});

export const Mechanism = mechanism.enum;
export type Mechanism = keyof typeof Mechanism;
registerEnumType(Mechanism, { name: 'Mechanism', description: 'How to sign in. AUTO: the first of the others that the server offers.' });

export const ProxyKind = proxyKind.enum;
export type ProxyKind = keyof typeof ProxyKind;
registerEnumType(ProxyKind, { name: 'ProxyKind', description: 'HTTP CONNECT, or SOCKS version 5.' });

@ObjectType({ description: 'What is seldom changed about a submission.' })
export class SubmissionAdvanced {
  @Field(() => TlsVersion, { description: 'The oldest version taken.' })
  tlsMinimum: TlsVersion;

  @Field(() => TlsVersion, { description: 'The newest version offered.' })
  tlsMaximum: TlsVersion;

  @Field(() => String, { nullable: true, description: 'Certificates trusted in place of the public authorities, PEM.' })
  ca: string | null;

  @Field(() => String, { nullable: true, description: 'The name the certificate must carry, where it is not the host.' })
  serverName: string | null;

  @Field(() => Mechanism, { description: 'How to sign in.' })
  mechanism: Mechanism;

  @Field(() => [String], { description: 'Senders beside the From address: addresses, or whole domains as @example.org.' })
  allowedSenders: string[];

  @Field(() => String, { nullable: true, description: 'The name said in EHLO, where it is not the machine’s.' })
  heloName: string | null;

  @Field(() => String, { nullable: true, description: 'The reverse path, where it is not the From address.' })
  envelopeSender: string | null;

  @Field(() => Int, { nullable: true, description: 'Milliseconds for finding the host. Null: the timeout.' })
  dnsTimeoutMs: number | null;

  @Field(() => Int, { nullable: true, description: 'Milliseconds for connecting, the proxy included. Null: the timeout.' })
  connectTimeoutMs: number | null;

  @Field(() => Int, { nullable: true, description: 'Milliseconds for the greeting. Null: the timeout.' })
  greetingTimeoutMs: number | null;

  @Field(() => Int, { nullable: true, description: 'Milliseconds for each command’s reply. Null: the timeout.' })
  commandTimeoutMs: number | null;

  @Field(() => Int, { nullable: true, description: 'Milliseconds for each pause within the message, and its reply. Null: the timeout.' })
  dataTimeoutMs: number | null;

  @Field(() => ProxyKind, { nullable: true, description: 'Null: no proxy.' })
  proxyKind: ProxyKind | null;

  @Field(() => String, { nullable: true, description: 'The proxy’s host.' })
  proxyHost: string | null;

  @Field(() => Int, { nullable: true, description: 'The proxy’s port.' })
  proxyPort: number | null;

  @Field(() => String, { nullable: true, description: 'Null: no signing in at the proxy.' })
  proxyUsername: string | null;

  @Field(() => Int, { description: 'Connections at once, over all workers.' })
  maxConnections: number;

  @Field(() => Int, { nullable: true, description: 'Messages that any 60 seconds may hold. Null: no limit.' })
  perMinute: number | null;

  @Field(() => Int, { nullable: true, description: 'Messages that any 24 hours may hold. Null: no limit.' })
  perDay: number | null;

  @Field(() => [String], { description: 'The names of those that differ from their defaults.' })
  changed: string[];
}

@InputType({ description: 'What is seldom changed about a submission. What is left out has its default.' })
export class SubmissionAdvancedInput {
  @Field(() => TlsVersion, { nullable: true, description: 'The oldest version taken. Default: 1.2.' })
  tlsMinimum?: TlsVersion;

  @Field(() => TlsVersion, { nullable: true, description: 'The newest version offered. Default: 1.3.' })
  tlsMaximum?: TlsVersion;

  @Field(() => String, { nullable: true, description: 'Certificates trusted in place of the public authorities, PEM.' })
  ca?: string | null;

  @Field(() => String, { nullable: true, description: 'The name the certificate must carry, where it is not the host.' })
  serverName?: string | null;

  @Field(() => Mechanism, { nullable: true, description: 'How to sign in. Default: AUTO.' })
  mechanism?: Mechanism;

  @Field(() => [String], { nullable: true, description: 'Senders beside the From address: addresses, or whole domains as @example.org.' })
  allowedSenders?: string[];

  @Field(() => String, { nullable: true, description: 'The name said in EHLO. Default: the machine’s.' })
  heloName?: string | null;

  @Field(() => String, { nullable: true, description: 'The reverse path. Default: the From address.' })
  envelopeSender?: string | null;

  @Field(() => Int, { nullable: true, description: 'Milliseconds for finding the host, 1,000 to 120,000. Default: the timeout.' })
  dnsTimeoutMs?: number | null;

  @Field(() => Int, { nullable: true, description: 'Milliseconds for connecting, 1,000 to 120,000. Default: the timeout.' })
  connectTimeoutMs?: number | null;

  @Field(() => Int, { nullable: true, description: 'Milliseconds for the greeting, 1,000 to 120,000. Default: the timeout.' })
  greetingTimeoutMs?: number | null;

  @Field(() => Int, { nullable: true, description: 'Milliseconds for each reply, 1,000 to 120,000. Default: the timeout.' })
  commandTimeoutMs?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Milliseconds for each pause within the message, 1,000 to 120,000. Default: the timeout.',
  })
  dataTimeoutMs?: number | null;

  @Field(() => ProxyKind, { nullable: true, description: 'Null: no proxy.' })
  proxyKind?: ProxyKind | null;

  @Field(() => String, { nullable: true, description: 'The proxy’s host.' })
  proxyHost?: string | null;

  @Field(() => Int, { nullable: true, description: 'The proxy’s port.' })
  proxyPort?: number | null;

  @Field(() => String, { nullable: true, description: 'Null: no signing in at the proxy.' })
  proxyUsername?: string | null;

  @Field(() => Int, { nullable: true, description: 'Connections at once, 1 to 100. Default: 3.' })
  maxConnections?: number;

  @Field(() => Int, { nullable: true, description: 'Messages that any 60 seconds may hold. Default: no limit.' })
  perMinute?: number | null;

  @Field(() => Int, { nullable: true, description: 'Messages that any 24 hours may hold. Default: no limit.' })
  perDay?: number | null;
}

@ObjectType({ description: 'How a connection check ended.' })
export class CheckSummary {
  @Field(() => ID, { description: 'The check.' })
  id: string;

  @Field(() => GraphQLISODateTime, { description: 'When it ended.' })
  at: Date;

  @Field({ description: 'Whether every stage passed.' })
  passed: boolean;

  @Field(() => String, { nullable: true, description: 'The class of its failure.' })
  failureClass: string | null;

  @Field(() => String, { nullable: true, description: 'What happened and what to do.' })
  sentence: string | null;
}

@ObjectType({ description: 'The newest failure of a delivery.' })
export class FailureSummary {
  @Field(() => GraphQLISODateTime, { description: 'When.' })
  at: Date;

  @Field({ description: 'Its class.' })
  failureClass: string;

  @Field(() => String, { nullable: true, description: 'The server’s own words.' })
  reply: string | null;

  @Field({ description: 'What happened and what to do.' })
  sentence: string;
}
