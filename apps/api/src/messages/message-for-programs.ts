import type { ReadMessage } from './message-view.ts';

/** What GET /api/v1/messages/:id answers: how one message fares. */
export function messageForPrograms(message: ReadMessage) {
  const { id, mailId, messageId, recipient, subject, kind, lane, state, tags } = message;
  const { createdAt, notBefore, expiresAt, finishedAt, attemptCount, failureClass, sentence, reply, queueId } = message;
  return {
    id,
    mailId,
    messageId,
    recipient,
    subject,
    kind,
    lane,
    state,
    tags,
    profile: message.profileName,
    createdAt,
    notBefore,
    expiresAt,
    finishedAt,
    attemptCount,
    failureClass,
    sentence,
    reply,
    queueId,
    attempts: message.attempts.map(({ number, startedAt, finishedAt: ended, outcome, ...attempt }) => ({
      number,
      startedAt,
      finishedAt: ended,
      outcome,
      failureClass: attempt.failureClass,
      stage: attempt.stage,
      reply: attempt.reply,
      profile: attempt.profileName,
    })),
  };
}

export type ProgramsMessage = ReturnType<typeof messageForPrograms>;
