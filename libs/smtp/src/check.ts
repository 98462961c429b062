import { explain } from './catalogue.ts';
import { Cause } from './cause.ts';
import type { Conversation } from './conversation.ts';
import { envelopeAddress } from './mailbox-names.ts';
import { isRefusal } from './reply.ts';
import { openConversation } from './session.ts';
import { inspectTls } from './tls-inspection.ts';
import { speaksTls } from './tls-probe.ts';
import {
  SmtpFailure,
  type Failure,
  type Mail,
  type SessionOptions,
  type SmtpSession,
  type Stage,
  type StageReport,
  type SubmissionSettings,
  type TlsFacts,
} from './types.ts';

export interface CheckRequest {
  /** Reverse path to try; used only with `to`. */
  from: string;
  /** null: stop once signed in. */
  to: string | null;
  /** A whole message: send it to `to`. Without, the check stops before DATA and no mail results. */
  sendData?: Mail['raw'];
}

export interface CheckResult {
  passed: boolean;
  /** All eleven stages in the order of the dialogue, each with its last report. */
  stages: StageReport[];
  failure: Failure | null;
}

const withTlsFirst: readonly Stage[] = ['DNS', 'CONNECT', 'PROXY', 'TLS', 'GREETING', 'EHLO', 'STARTTLS', 'AUTH', 'MAIL', 'RCPT', 'DATA'];
const withStartTls: readonly Stage[] = ['DNS', 'CONNECT', 'PROXY', 'GREETING', 'EHLO', 'STARTTLS', 'TLS', 'AUTH', 'MAIL', 'RCPT', 'DATA'];

/** Tries settings as far as asked and says how it went, stage by stage. Never rejects for what a server does. */
export async function check(settings: SubmissionSettings, request: CheckRequest, options: SessionOptions): Promise<CheckResult> {
  const reports = new Map<Stage, StageReport>();
  const onStage = (report: StageReport): void => {
    reports.set(report.stage, report);
    options.onStage?.(report);
  };
  /** Told once it is known whom the handshake failed with. */
  let tlsReport: StageReport | null = null;
  const onStageOfAttempt = (report: StageReport): void => {
    if (report.stage === 'TLS' && report.status === 'FAILED') tlsReport = report;
    else onStage(report);
  };
  const { failure, tls } = await attempt(settings, request, { ...options, onStage: onStageOfAttempt });
  if (tlsReport) onStage({ ...(tlsReport as StageReport), tls });
  const order = settings.security === 'TLS' ? withTlsFirst : withStartTls;
  for (const stage of order) {
    if (!reports.has(stage)) onStage({ stage, status: 'SKIPPED', startedAt: new Date(), durationMs: null, detail: null, reply: null });
  }
  return { passed: failure === null, stages: order.flatMap((stage) => reports.get(stage) ?? []), failure };
}

interface Attempt {
  failure: Failure | null;
  /** Where TLS failed and a second look was possible. */
  tls: TlsFacts | null;
}

async function attempt(settings: SubmissionSettings, request: CheckRequest, options: SessionOptions): Promise<Attempt> {
  try {
    const { session, conversation } = await openConversation(settings, options);
    try {
      if (request.to === null) return { failure: null, tls: null };
      const { from, to, sendData } = request;
      const failure = await (sendData ? sendMessage(session, { from, to, raw: sendData }) : tryEnvelope(conversation, from, to));
      return { failure, tls: null };
    } finally {
      session.close();
    }
  } catch (error) {
    if (!(error instanceof SmtpFailure)) throw error;
    return await sharpen(error, settings, options);
  }
}

/** A silent port is worth one more question, whether it waits for TLS; failed TLS is worth another look at the certificate. */
async function sharpen({ failure, cause }: SmtpFailure, settings: SubmissionSettings, options: SessionOptions): Promise<Attempt> {
  const readable = !(cause instanceof Cause && cause.code === 'BAD_CA');
  if (failure.stage === 'TLS' && failure.class === 'TLS' && readable) {
    const seen = await inspectTls(settings, options);
    return { failure: { ...failure, fix: failure.fix ?? seen?.fix ?? null }, tls: seen?.facts ?? null };
  }
  const silent = failure.stage === 'GREETING' && failure.class === 'TIMEOUT' && settings.security !== 'TLS';
  if (!silent || !(await speaksTls(settings, options))) return { failure, tls: null };
  return { failure: explain({ stage: 'GREETING', reply: null, cause: new Cause('SPEAKS_TLS'), settings, dataStarted: false }), tls: null };
}

async function sendMessage(session: SmtpSession, mail: { from: string; to: string; raw: Mail['raw'] }): Promise<Failure | null> {
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
