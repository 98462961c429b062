import { Cause } from './cause.ts';
import type { Conversation } from './conversation.ts';
import { SmtpFailure, type Fix, type Mechanism, type PasswordMechanism, type SessionOptions, type SubmissionSettings } from './types.ts';

/** SASL's names of the mechanisms that carry a user name and a password, the preferred first. */
const saslNames: Record<PasswordMechanism, string> = { PLAIN: 'PLAIN', LOGIN: 'LOGIN', CRAM_MD5: 'CRAM-MD5' };
const passwordMechanisms = Object.keys(saslNames) as PasswordMechanism[];

/** AUTH, unless the settings name no user. `address` is the one connected to. */
export async function signIn(conversation: Conversation, { policy }: SessionOptions, address: string): Promise<void> {
  const { settings, clock, dialogue } = conversation;
  const { username, password, host, port } = settings;
  if (username === null) {
    clock.skip('AUTH');
    return;
  }
  clock.begin('AUTH', conversation.limits.commandMs);
  if (password === null || password === '') throw new Cause('NO_PASSWORD');
  const inClear = policy.allowsCleartextAuth(host, port) || policy.allowsCleartextAuth(address, port);
  if (!conversation.secure && !inClear) throw new Cause('CLEARTEXT');
  const method = chooseMechanism(conversation);
  dialogue.force('AUTH');
  const credentials = { user: username, pass: password };
  await conversation.run<boolean>((done, connection) => connection.login({ method, ...credentials, credentials }, done));
  dialogue.force(null);
  clock.pass();
}

function chooseMechanism(conversation: Conversation): string {
  const { dialogue, settings } = conversation;
  const offered = dialogue.extensions.flatMap((line) => (/^AUTH[ =]/u.test(line) ? line.slice(5).split(/[ =]+/u) : []));
  if (offered.length === 0) throw new Cause('NO_AUTH');
  const usable = passwordMechanisms.filter((mechanism) => offered.includes(saslNames[mechanism]));
  const chosen = usable.find((mechanism) => wanted(settings) === 'AUTO' || mechanism === wanted(settings));
  if (chosen !== undefined) return saslNames[chosen];
  const { failure, dataStarted, cause } = conversation.fail(new Cause('NO_MECHANISM', offered.join(' ')));
  throw new SmtpFailure({ ...failure, fix: useAnother(usable) ?? failure.fix }, dataStarted, cause);
}

const wanted = ({ mechanism }: SubmissionSettings): Mechanism => mechanism ?? 'AUTO';

/** Only reached where the settings name a mechanism that is not offered, or none that is offered takes a password. */
function useAnother([mechanism, ...others]: PasswordMechanism[]): Fix | null {
  if (mechanism === undefined) return null;
  if (others.length > 0) return { kind: 'SET_MECHANISM', mechanism: 'AUTO', label: 'Choose the way of signing in automatically' };
  return { kind: 'SET_MECHANISM', mechanism, label: `Sign in with ${saslNames[mechanism]}, which the server offers` };
}
