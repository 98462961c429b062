import { Cause } from './cause.ts';
import { withChallenge } from './challenge.ts';
import type { Conversation } from './conversation.ts';
import { parseReply } from './reply.ts';
import { challengeAnswers, tokenResponse } from './token-response.ts';
import {
  SmtpFailure,
  type Fix,
  type PasswordMechanism,
  type SessionOptions,
  type SubmissionSettings,
  type TokenMechanism,
} from './types.ts';

/** SASL's names of the mechanisms that carry a user name and a password, the preferred first. */
const saslNames: Record<PasswordMechanism, string> = { PLAIN: 'PLAIN', LOGIN: 'LOGIN', CRAM_MD5: 'CRAM-MD5' };
const passwordMechanisms = Object.keys(saslNames) as PasswordMechanism[];
const tokenMechanisms: readonly TokenMechanism[] = ['XOAUTH2', 'OAUTHBEARER'];

/** Octets of an AUTH command with its initial response and line end (RFC 4954 section 4). */
const maxAuthCommand = 12_288;

/** AUTH, unless the settings name no user and hold no token. `address` is the one connected to. */
export async function signIn(conversation: Conversation, { policy }: SessionOptions, address: string): Promise<void> {
  const { settings, clock } = conversation;
  const { username, oauth, host, port } = settings;
  if (username === null && !oauth) {
    clock.skip('AUTH');
    return;
  }
  clock.begin('AUTH', conversation.limits.commandMs);
  const secret = secretOf(settings);
  const inClear = policy.allowsCleartextAuth(host, port) || policy.allowsCleartextAuth(address, port);
  if (!conversation.secure && !inClear) throw new Cause('CLEARTEXT');
  await (oauth ? sendToken(conversation, secret) : sendPassword(conversation, secret));
  clock.pass();
}

function secretOf({ username, password, oauth }: SubmissionSettings): string {
  if (!oauth) {
    if (password === null || password === '') throw new Cause('NO_PASSWORD');
    return password;
  }
  if ('missing' in oauth || oauth.accessToken === '') throw new Cause('NO_TOKEN', 'missing' in oauth ? oauth.missing : '');
  if (username === null || username === '') throw new Cause('NO_USER');
  return oauth.accessToken;
}

async function sendPassword(conversation: Conversation, password: string): Promise<void> {
  const method = choosePasswordMechanism(conversation);
  const credentials = { user: conversation.settings.username ?? '', pass: password };
  conversation.dialogue.force('AUTH');
  await conversation.run<boolean>((done, connection) => connection.login({ method, ...credentials, credentials }, done));
  conversation.dialogue.force(null);
}

/** A refusal may come in two steps: a challenge that says why, and, once it is answered, the reply. */
async function sendToken(conversation: Conversation, accessToken: string): Promise<void> {
  const mechanism = chooseTokenMechanism(conversation);
  const response = Buffer.from(tokenResponse(mechanism, conversation.settings, accessToken)).toString('base64');
  let said = await introduce(conversation, mechanism, response);
  let challenge: string | null = null;
  if (parseReply(said).code === 334) {
    challenge = conversation.hearChallenge(said);
    said = await conversation.exchange('AUTH', challengeAnswers[mechanism]);
  }
  const reply = conversation.hear(said);
  if (reply.code < 200 || reply.code >= 300) throw new Cause('REFUSED', '', withChallenge(reply, challenge));
}

/** The mechanism and the response, in one line where it is not too long for one. */
async function introduce(conversation: Conversation, mechanism: TokenMechanism, response: string): Promise<string> {
  const command = `AUTH ${mechanism} ${response}`;
  if (command.length + 2 <= maxAuthCommand) return conversation.exchange('AUTH', command);
  const said = await conversation.exchange('AUTH', `AUTH ${mechanism}`);
  return parseReply(said).code === 334 ? conversation.exchange('AUTH', response) : said;
}

function chooseTokenMechanism(conversation: Conversation): TokenMechanism {
  const offered = offeredMechanisms(conversation);
  const usable = tokenMechanisms.filter((mechanism) => offered.includes(mechanism));
  const chosen = usable.find((mechanism) => mechanism === conversation.settings.mechanism) ?? usable[0];
  if (chosen === undefined) throw new Cause('NO_MECHANISM', offered.join(' '));
  return chosen;
}

function choosePasswordMechanism(conversation: Conversation): string {
  const offered = offeredMechanisms(conversation);
  const usable = passwordMechanisms.filter((mechanism) => offered.includes(saslNames[mechanism]));
  const wanted = passwordMechanisms.find((mechanism) => mechanism === conversation.settings.mechanism);
  const chosen = usable.find((mechanism) => wanted === undefined || mechanism === wanted);
  if (chosen !== undefined) return saslNames[chosen];
  const { failure, dataStarted, cause } = conversation.fail(new Cause('NO_MECHANISM', offered.join(' ')));
  throw new SmtpFailure({ ...failure, fix: useAnother(usable) ?? failure.fix }, dataStarted, cause);
}

/** RFC 4422 section 3.1: anything else is a server's way to put words of its own into our sentences, which go out by mail, too. */
const mechanismName = /^[A-Z0-9_-]{1,20}$/u;
const maxMechanisms = 12;

/** @throws Cause NO_AUTH where there are none */
function offeredMechanisms({ dialogue }: Conversation): string[] {
  const offered = dialogue.extensions
    .flatMap((line) => (/^AUTH[ =]/u.test(line) ? line.slice(5).split(/[ =]+/u) : []))
    .filter((name) => mechanismName.test(name))
    .slice(0, maxMechanisms);
  if (offered.length === 0) throw new Cause('NO_AUTH');
  return offered;
}

/** Only reached where the settings name a mechanism that is not offered, or none that is offered takes a password. */
function useAnother([mechanism, ...others]: PasswordMechanism[]): Fix | null {
  if (mechanism === undefined) return null;
  if (others.length > 0) return { kind: 'SET_MECHANISM', mechanism: 'AUTO', label: 'Choose the way of signing in automatically' };
  return { kind: 'SET_MECHANISM', mechanism, label: `Sign in with ${saslNames[mechanism]}, which the server offers` };
}
