import { explain } from './catalogue.ts';
import { Cause } from './cause.ts';
import type { Conversation } from './conversation.ts';
import { envelopeAddress } from './mailbox-names.ts';
import { isRefusal } from './reply.ts';
import { openConversation } from './session.ts';
import { speaksTls } from './tls-probe.ts';
import {
  SmtpFailure,
  type Failure,
  type SessionOptions,
  type SmtpSession,
  type Stage,
  type StageReport,
  type SubmissionSettings,
} from './types.ts';

export interface CheckRequest {
  /** Reverse path to try; used only with `to`. */
  from: string;
  /** null: stop once signed in. */
  to: string | null;
  /** A whole message: send it to `to`. Without, the check stops before DATA and no mail results. */
  sendData?: Buffer;
}

export interface CheckResult {
  passed: boolean;
  /** All ten stages in the order of the dialogue, each with its last report. */
  stages: StageReport[];
  failure: Failure | null;
}

const withTlsFirst: readonly Stage[] = ['DNS', 'CONNECT', 'TLS', 'GREETING', 'EHLO', 'STARTTLS', 'AUTH', 'MAIL', 'RCPT', 'DATA'];
const withStartTls: readonly Stage[] = ['DNS', 'CONNECT', 'GREETING', 'EHLO', 'STARTTLS', 'TLS', 'AUTH', 'MAIL', 'RCPT', 'DATA'];

/** Tries settings as far as asked and says how it went, stage by stage. Never rejects for what a server does. */
export async function check(settings: SubmissionSettings, request: CheckRequest, options: SessionOptions): Promise<CheckResult> {
  const reports = new Map<Stage, StageReport>();
  const onStage = (report: StageReport): void => {
    reports.set(report.stage, report);
    options.onStage?.(report);
  };
  const failure = await attempt(settings, request, { ...options, onStage });
  const order = settings.security === 'TLS' ? withTlsFirst : withStartTls;
  for (const stage of order) {
    if (!reports.has(stage)) onStage({ stage, status: 'SKIPPED', startedAt: new Date(), durationMs: null, detail: null, reply: null });
  }
  return { passed: failure === null, stages: order.flatMap((stage) => reports.get(stage) ?? []), failure };
}

async function attempt(settings: SubmissionSettings, request: CheckRequest, options: SessionOptions): Promise<Failure | null> {
  try {
    const { session, conversation } = await openConversation(settings, options);
    try {
      if (request.to === null) return null;
      if (!request.sendData) return await tryEnvelope(conversation, request.from, request.to);
      return await sendMessage(session, { from: request.from, to: request.to, raw: request.sendData });
    } finally {
      session.close();
    }
  } catch (error) {
    if (!(error instanceof SmtpFailure)) throw error;
    return await sharpen(error.failure, settings, options);
  }
}

/** A silent port is worth one more question: whether it waits for TLS. */
async function sharpen(failure: Failure, settings: SubmissionSettings, options: SessionOptions): Promise<Failure> {
  const silent = failure.stage === 'GREETING' && failure.class === 'TIMEOUT' && settings.security !== 'TLS';
  if (!silent || !(await speaksTls(settings, options))) return failure;
  return explain({ stage: 'GREETING', reply: null, cause: new Cause('SPEAKS_TLS'), settings, dataStarted: false });
}

async function sendMessage(session: SmtpSession, mail: { from: string; to: string; raw: Buffer }): Promise<Failure | null> {
  const beforeData = (): Promise<void> => Promise.resolve();
  const result = await session.send({ from: mail.from, to: [mail.to], raw: mail.raw, beforeData });
  return result.recipients[0]?.failure ?? null;
}

/** MAIL and RCPT by hand: SMTPConnection pipelines DATA right behind them. QUIT afterwards ends the transaction. */
async function tryEnvelope(conversation: Conversation, from: string, to: string): Promise<Failure | null> {
  for (const [stage, verb, address] of [
    ['MAIL', 'MAIL FROM', from],
    ['RCPT', 'RCPT TO', to],
  ] as const) {
    const failure = await tryAddress(conversation, stage, verb, address);
    if (failure) return failure;
  }
  return null;
}

async function tryAddress(conversation: Conversation, stage: 'MAIL' | 'RCPT', verb: string, address: string): Promise<Failure | null> {
  try {
    const parsed = envelopeAddress(address);
    if (!parsed) throw new Cause('BAD_ADDRESS');
    if (parsed.needsUtf8 && !conversation.dialogue.offers('SMTPUTF8')) throw new Cause('NO_SMTPUTF8');
    const parameters = stage === 'MAIL' && parsed.needsUtf8 ? ' SMTPUTF8' : '';
    const reply = await conversation.command(stage, `${verb}:<${parsed.wire}>${parameters}`);
    if (isRefusal(reply)) throw new Cause('REFUSED', '', reply);
    conversation.clock.pass(null, reply);
    return null;
  } catch (error) {
    const { failure } = conversation.fail(error, { stage });
    return failure;
  }
}
