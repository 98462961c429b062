import type { TranscriptLine } from '@posthorn/smtp';

const maxOctets = 32_000;
const speakers = { client: 'C', server: 'S', us: '-' } as const;

/** What was said in one attempt, a line each: time, who, what. Credentials are masked where the lines come from. */
export class AttemptTranscript {
  private lines: string[] = [];
  private octets = 0;

  get text(): string {
    return this.lines.join('\n');
  }

  add({ at, from, text }: TranscriptLine): void {
    const said = text.trimEnd().split(/\r?\n/);
    for (const part of said) this.append(`${at.toISOString().slice(11, 23)} ${speakers[from]}: ${part}`);
  }

  private append(line: string): void {
    if (this.octets > maxOctets) return;
    this.octets += Buffer.byteLength(line) + 1;
    this.lines.push(this.octets > maxOctets ? '(The rest is left out.)' : line);
  }
}
