/** What turbo printed about one task: all of it comes when the task has ended, because the output is grouped. */
interface TaskOutput {
  task: string;
  lines: string[];
}

/** Reads turbo's grouped output line by line: says what is done, and keeps the output of the rest in case the build fails. */
export class BuildProgress {
  private readonly outputs: TaskOutput[] = [];
  private readonly summary: string[] = [];
  private readonly startedAt: number;
  private readonly now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
    this.startedAt = now();
  }

  /** A sentence at the first line of a task, which has ended then; else null. */
  read(line: string): string | null {
    const [, name, step, text] = /^@posthorn\/([\w-]+):(\w+): ?(.*)$/.exec(line) ?? [];
    if (!name || !step) {
      this.summary.push(line);
      return null;
    }
    const task = `@posthorn/${name}#${step}`;
    const known = this.outputs.find((output) => output.task === task);
    if (known) {
      known.lines.push(text ?? '');
      return null;
    }
    this.outputs.push({ task, lines: [text ?? ''] });
    return `${name.padEnd(10)} ${step === 'build' ? 'done' : 'code generated'} after ${((this.now() - this.startedAt) / 1000).toFixed(1)} s`;
  }

  /** What the failed tasks printed; everything where turbo's summary names none. */
  failure(): string {
    const failed = /^ *Failed: +(.+)$/m.exec(this.summary.join('\n'))?.[1]?.split(/,? +/) ?? [];
    const told = this.outputs.filter(({ task }) => failed.includes(task));
    return (told.length > 0 ? told : this.outputs).flatMap(({ task, lines }) => [task, ...lines]).join('\n');
  }
}
