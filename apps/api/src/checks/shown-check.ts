import type { ConnectionCheck as Row } from '@posthorn/database';
import type { Failure, StageReport } from '@posthorn/smtp';
import type { CheckFailure, CheckStage, ConnectionCheck, TlsFacts } from './check.types.ts';

type Facts = NonNullable<StageReport['tls']>;

/** A stage as it is stored: without its time of day. */
export interface StoredStage extends Pick<StageReport, 'stage' | 'status' | 'durationMs' | 'detail'> {
  reply: string | null;
  tls: Facts | null;
  capabilities: string[] | null;
}

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
    stages: (row.stages as unknown as StoredStage[]).map(toStage),
    failure: row.failure === null ? null : toFailure(row.failure as unknown as Failure),
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
