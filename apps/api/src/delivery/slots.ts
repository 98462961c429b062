import type { Lane } from '@posthorn/database';

export interface FreeSlots {
  /** For ACCOUNT alone. */
  reserved: number;
  /** For every lane. */
  general: number;
  /** How many of `general` may go to profiles whose last attempt timed out. */
  slow: number;
}

interface Occupant {
  lane: Lane;
  slow: boolean;
}

/** How many messages a worker sends at once, and for whom places are kept. Account mail takes the reserved places first. */
export class Slots {
  private readonly reserved: number;
  private readonly general: number;
  private account = 0;
  private others = 0;
  private slow = 0;

  constructor(reserved: number, general: number) {
    this.reserved = reserved;
    this.general = general;
  }

  get taken(): number {
    return this.account + this.others;
  }

  get hasRoom(): boolean {
    const { reserved, general } = this.free();
    return reserved + general > 0;
  }

  take(occupant: Occupant): void {
    this.count(occupant, 1);
  }

  release(occupant: Occupant): void {
    this.count(occupant, -1);
  }

  free(): FreeSlots {
    const general = Math.max(0, this.general - this.others - Math.max(0, this.account - this.reserved));
    const slowShare = Math.max(1, Math.floor(this.general / 10));
    return {
      reserved: Math.max(0, this.reserved - this.account),
      general,
      slow: Math.min(general, Math.max(0, slowShare - this.slow)),
    };
  }

  private count({ lane, slow }: Occupant, step: 1 | -1): void {
    if (lane === 'ACCOUNT') {
      this.account += step;
      return;
    }
    this.others += step;
    if (slow) this.slow += step;
  }
}
