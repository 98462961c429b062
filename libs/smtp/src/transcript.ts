import { cutTo, notSmtp, parseReply, printable } from './reply.ts';
import { readableChallenge } from './challenge.ts';
import { masked } from './secrets.ts';
import { challengeAnswers } from './token-response.ts';
import type { Stage, StageReport, TranscriptLine } from './types.ts';

/** For opening the session, and again for each mail. */
const maxLines = 200;
const maxLine = 512;

const answers: ReadonlySet<string> = new Set(Object.values(challengeAnswers));

/** Stages that say something SMTP does not. */
const ownStages: ReadonlySet<Stage> = new Set(['DNS', 'CONNECT', 'PROXY', 'TLS']);

/**
 * What was said, for people to read: no credentials, no message data, and of a server only SMTP replies (what another kind of
 * server says inside a network is nobody's to read). From the message's data to the next mail it keeps silent.
 */
export class Transcript {
  private readonly onLine: ((line: TranscriptLine) => void) | undefined;
  private readonly mask: (text: string) => string;
  private left = maxLines;
  private paused = false;

  constructor(onLine: ((line: TranscriptLine) => void) | undefined, mask: (text: string) => string) {
    this.onLine = onLine;
    this.mask = mask;
  }

  /** `stage` of the command: in AUTH every line is somebody's secret, but the mechanism's name and what answers a challenge. */
  client(line: string, stage: Stage): void {
    if (stage !== 'AUTH' || answers.has(line)) this.write('client', line);
    else this.write('client', /^AUTH \S+$/iu.test(line) ? line : (/^AUTH \S+ /iu.exec(line)?.[0] ?? '') + masked);
  }

  server(text: string): void {
    if (parseReply(text).code === 0) this.write('server', notSmtp.text);
    else for (const line of readableChallenge(text).split(/\r?\n/u)) this.write('server', line);
  }

  stageEnded({ stage, status, detail }: StageReport): void {
    if (status === 'FAILED') this.write('us', `${stage} failed: ${detail}`);
    else if (status === 'PASSED' && ownStages.has(stage) && detail !== null) this.write('us', `${stage}: ${detail}`);
  }

  messageFollows(): void {
    this.write('us', 'The message follows; it is not kept here.');
    this.paused = true;
  }

  mailBegins(): void {
    this.paused = false;
    this.left = maxLines;
  }

  private write(from: TranscriptLine['from'], text: string): void {
    if (!this.onLine || this.paused || this.left === 0) return;
    this.left -= 1;
    const line = this.left === 0 ? 'More was said than is kept here.' : cutTo(maxLine, printable(this.mask(text)));
    this.onLine({ at: new Date(), from: this.left === 0 ? 'us' : from, text: line });
  }
}
