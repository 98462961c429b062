import { explain, rowFor, type CatalogueRow, type Symptom } from '../src/catalogue.ts';
import { Cause } from '../src/cause.ts';
import { readableChallenge, withChallenge } from '../src/challenge.ts';
import { parseReply } from '../src/reply.ts';
import type { Stage, SubmissionSettings } from '../src/types.ts';

export interface Case {
  stage: Stage;
  /** A server's reply, or a cause: its code and what the library said. */
  reply?: string;
  /** A server's 334 line before that, after a token. */
  challenge?: string;
  cause?: [code: string, message?: string];
  settings?: Partial<SubmissionSettings>;
  dataStarted?: boolean;
}

/** What a row is meant for, and the nearest thing it must leave to another row. */
export type Cases = Record<string, { example: Case; nearMiss: Case }>;

export function symptomOf({ stage, reply, challenge, cause, settings, dataStarted }: Case): Symptom {
  const base: SubmissionSettings = {
    host: 'mail.example',
    port: 587,
    security: 'STARTTLS_REQUIRED',
    username: 'ada',
    password: 'x',
    timeoutMs: 1,
  };
  const parsed =
    reply === undefined ? null : withChallenge(parseReply(reply), challenge === undefined ? null : readableChallenge(challenge));
  const [code, message] = cause ?? ['REFUSED'];
  return {
    stage,
    reply: parsed,
    cause: new Cause(code, message, parsed),
    settings: { ...base, ...settings },
    dataStarted: dataStarted ?? false,
  };
}

/** Each row of one part of the catalogue, held against the whole of it: reached by its example, and not by its near miss. */
export function describeRows(rows: readonly CatalogueRow[], cases: Cases): void {
  it('has an example and a near miss for each row', () => {
    expect(Object.keys(cases).sort()).toEqual(rows.map(({ id }) => id).sort());
  });

  describe.each(rows.flatMap((row) => (cases[row.id] ? [{ id: row.id, row, ...cases[row.id] }] : [])))(
    '$id',
    ({ id, row, example, nearMiss }) => {
      it('knows what it is meant for, and leaves what only looks like it to another row', () => {
        expect(rowFor(symptomOf(example as Case)).id).toBe(id);
        expect(rowFor(symptomOf(nearMiss as Case)).id).not.toBe(id);
      });

      it('is known wherever the server breaks its line', () => {
        const { reply = '' } = example as Case;
        const [, code = '', enhanced = '', words = ''] = /^(\d{3}) (\d\.\d+\.\d+ )?([^\n]*)$/u.exec(reply) ?? [];
        const breaks = [...words.matchAll(/ /gu)].map(({ index }) => index);

        for (const at of breaks) {
          const lines = `${code}-${enhanced}${words.slice(0, at)}\n${code} ${enhanced}${words.slice(at + 1)}`;
          expect(`${lines} is ${rowFor(symptomOf({ ...(example as Case), reply: lines })).id}`).toBe(`${lines} is ${id}`);
        }
      });

      it('is told from its near miss by more than the reply code', () => {
        const [code, nearCode] = [example, nearMiss].map((one) => symptomOf(one as Case).reply?.code);

        if (row.codes && (row.text ?? row.enhanced)) expect(nearCode).toBe(code);
      });

      it('says in whole sentences what to do, without loose ends', () => {
        const { sentence, fix } = explain(symptomOf(example as Case));

        expect(sentence).toMatch(/^\S.{15,}\.$/u);
        expect(sentence).not.toMatch(/undefined|null|\$\{|REFUSED|TIMEOUT|NaN|\.\./u);
        expect(sentence.replaceAll('Microsoft 365 (Office 365)', '')).not.toMatch(/Office 365|O365|Microsoft 365(?! admin center)/u);
        if (fix) expect(fix.label).toMatch(/^[A-Z]\S* \S/u);
      });

      it('never offers a weaker connection', () => {
        const { fix } = explain(symptomOf(example as Case));

        if (fix?.kind === 'SET_SECURITY') expect(['STARTTLS_REQUIRED', 'TLS']).toContain(fix.security);
      });
    },
  );
}
