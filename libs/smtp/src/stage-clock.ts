import type { Reply, Stage, StageReport, Timings } from './types.ts';

/** Times the stages one after another, reports them, and says which one took too long. */
export class StageClock {
  private readonly onStage: (report: StageReport) => void;
  private readonly onTimeout: (stage: Stage) => void;
  private timer: NodeJS.Timeout | undefined;
  private running: { stage: Stage; startedAt: Date; since: number } | null = null;
  /** What the end of the running stage will tell beside its outcome. */
  private facts: Pick<StageReport, 'tls' | 'capabilities'> = {};
  timings: Timings = {};

  constructor(onStage: ((report: StageReport) => void) | undefined, onTimeout: (stage: Stage) => void) {
    this.onStage = onStage ?? (() => undefined);
    this.onTimeout = onTimeout;
  }

  get stage(): Stage | null {
    return this.running?.stage ?? null;
  }

  begin(stage: Stage, limitMs: number | null): void {
    if (this.running?.stage !== stage) {
      this.pass();
      this.running = { stage, startedAt: new Date(), since: performance.now() };
      this.onStage({ stage, status: 'RUNNING', startedAt: this.running.startedAt, durationMs: null, detail: null, reply: null });
    }
    this.allow(limitMs);
  }

  /** Gives the running stage this many milliseconds from now; null stops its clock while we, not the server, are busy. */
  allow(limitMs: number | null): void {
    clearTimeout(this.timer);
    const running = this.running;
    if (limitMs === null || !running) return;
    this.timer = setTimeout(() => this.onTimeout(running.stage), limitMs);
  }

  note(facts: Pick<StageReport, 'tls' | 'capabilities'>): void {
    this.facts = facts;
  }

  pass(detail: string | null = null, reply: Reply | null = null): void {
    this.end('PASSED', detail, reply);
  }

  fail(detail: string | null, reply: Reply | null): void {
    this.end('FAILED', detail, reply);
  }

  skip(...stages: Stage[]): void {
    for (const stage of stages) {
      this.onStage({ stage, status: 'SKIPPED', startedAt: new Date(), durationMs: null, detail: null, reply: null });
    }
  }

  private end(status: 'PASSED' | 'FAILED', detail: string | null, reply: Reply | null): void {
    clearTimeout(this.timer);
    if (!this.running) return;
    const { stage, startedAt, since } = this.running;
    const facts = this.facts;
    this.running = null;
    this.facts = {};
    const durationMs = Math.round(performance.now() - since);
    this.timings[stage] = (this.timings[stage] ?? 0) + durationMs;
    this.onStage({ stage, status, startedAt, durationMs, detail, reply, ...facts });
  }
}
