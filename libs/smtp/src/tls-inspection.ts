import { Conversation } from './conversation.ts';
import { oneLine } from './tls-facts.ts';
import type { Fix, SessionOptions, SubmissionSettings, TlsFacts } from './types.ts';

export interface TlsInspection {
  facts: TlsFacts;
  /** Offered only after a handshake in which that certificate was enough. */
  fix: Fix | null;
}

/**
 * Looks again at a server whose TLS failed: who it says it is, and whether trusting the last certificate it presents would mend it.
 * Connections of its own, on which nothing confidential is said. null where no handshake comes about at all.
 */
export async function inspectTls(settings: SubmissionSettings, { policy, resolve, signal }: SessionOptions): Promise<TlsInspection | null> {
  const options: SessionOptions = { policy, ...(resolve ? { resolve } : {}), ...(signal ? { signal } : {}) };
  // At any strength only after the one that was set: what is too weak for that is the reason to be told.
  const seen =
    (await shakeHands(settings, options, { verify: false })) ??
    (await shakeHands({ ...settings, tlsMinimum: 'TLS_1_0', tlsMaximum: 'TLS_1_3' }, options, { verify: false }));
  if (!seen?.tls) return null;
  const last = seen.chain.at(-1);
  if (!last || seen.tls.trusted) return { facts: seen.tls, fix: null };
  const ca = last.toString();
  const trusting = await shakeHands({ ...settings, ca }, options, { verify: true });
  const label = `Trust ${oneLine(last.subject)} (SHA-256 ${last.fingerprint256})`;
  return { facts: seen.tls, fix: trusting?.tls?.trusted ? { kind: 'TRUST_CA', ca, label } : null };
}

/** The conversation after its handshake, closed; null where there was none. */
async function shakeHands(settings: SubmissionSettings, options: SessionOptions, how: { verify: boolean }): Promise<Conversation | null> {
  const conversation = new Conversation(settings, options, how);
  try {
    await conversation.dial();
    if (settings.security === 'TLS') await conversation.secureAtOnce();
    else await conversation.greet();
  } catch {
    // What came before the failure is known all the same.
  } finally {
    conversation.destroy();
  }
  return conversation.tls && conversation;
}
