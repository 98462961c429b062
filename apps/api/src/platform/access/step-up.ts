import { SetMetadata } from '@nestjs/common';

export const stepUpKey = 'posthorn:step-up';

export interface StepUpRule {
  /** Whether the password must have been typed within the last 10 minutes, by the arguments of the operation. */
  readonly isNeeded: (args: Record<string, unknown>) => boolean;
  readonly reason: string;
}

/** The password must have been typed within the last 10 minutes, because of `reason`; with `when`, only for such arguments. */
export const SteppedUp = (reason: string, when: StepUpRule['isNeeded'] = () => true) =>
  SetMetadata<string, StepUpRule>(stepUpKey, { isNeeded: when, reason });

/** A session is enough, because of `reason`. A mutation that is marked neither way fails a spec. */
export const NoStepUp = (reason: string) => SetMetadata<string, StepUpRule>(stepUpKey, { isNeeded: () => false, reason });
