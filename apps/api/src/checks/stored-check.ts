import type { ConnectionCheck as Row } from '@posthorn/database';
import { isFailure, stages, type Failure, type StageReport } from '@posthorn/smtp';
import { z } from 'zod';
import { jsonColumn } from '../platform/database/json-column.ts';
import type { CheckFailure, CheckStage, ConnectionCheck, TlsFacts } from './check.types.ts';

type Facts = NonNullable<StageReport['tls']>;

/** A stage as it is stored: without its time of day. */
export interface StoredStage extends Pick<StageReport, 'stage' | 'status' | 'durationMs' | 'detail'> {
  reply: string | null;
  tls: Facts | null;
  capabilities: string[] | null;
}

const certificate = z.object({
  subject: z.string(),
  issuer: z.string(),
  names: z.array(z.string()),
  validFrom: z.string(),
  validTo: z.string(),
  fingerprint256: z.string(),
});
const tlsFacts = z.object({
  version: z.string(),
  cipher: z.string(),
  trusted: z.boolean(),
  reason: z.string().nullable(),
  chain: z.array(certificate),
});
export const stagesColumn = jsonColumn<StoredStage[]>(
  'connection_check.stages',
  z.array(
    z.object({
      stage: z.enum(stages),
      status: z.enum(['RUNNING', 'PASSED', 'FAILED', 'SKIPPED']),
      durationMs: z.number().nullable(),
      detail: z.string().nullable(),
      reply: z.string().nullable(),
      tls: tlsFacts.nullable(),
      capabilities: z.array(z.string()).nullable(),
    }),
  ),
);
/** What the catalogue said; its fixes are checked when one is used. */
export const failureColumn = jsonColumn<Failure>(
  'connection_check.failure',
  z.custom<Failure>((value) => typeof value === 'object' && value !== null && 'class' in value && 'stage' in value && isFailure(value)),
);

export const storedStage = ({ stage, status, durationMs, detail, reply, tls, capabilities }: StageReport): StoredStage => ({
  stage,
  status,
  durationMs: durationMs === null ? null : Math.round(durationMs),
  detail,
  reply: reply?.text ?? null,
  tls: tls ?? null,
  capabilities: capabilities ?? null,
});

export function toCheck(row: Row): ConnectionCheck {
  return {
    id: row.id,
    status: row.status,
    startedAt: row.createdAt,
    finishedAt: row.finishedAt,
    stages: stagesColumn.read(row.stages).map(toStage),
    failure: row.failure === null ? null : toFailure(failureColumn.read(row.failure)),
  };
}

const toStage = ({ tls, capabilities, ...stage }: StoredStage): CheckStage => ({
  ...stage,
  tls: tls && toTlsFacts(tls),
  capabilities: capabilities ?? null,
});

const toTlsFacts = ({ chain, ...facts }: Facts): TlsFacts => ({
  ...facts,
  chain: chain.map((certificate) => ({
    ...certificate,
    validFrom: new Date(certificate.validFrom),
    validTo: new Date(certificate.validTo),
  })),
});

function toFailure({ class: failureClass, stage, reply, sentence, fix }: Failure): CheckFailure {
  const none = { security: null, port: null, host: null, ca: null, mechanism: null, username: null };
  return { failureClass, stage, reply: reply?.text ?? null, sentence, fix: fix && { ...none, ...fix } };
}
