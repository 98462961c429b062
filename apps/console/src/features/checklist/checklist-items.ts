import type { ChecklistItem } from '@posthorn/ui';
import type { ChecklistKey } from '@/generated/graphql.ts';
import { setupSteps } from './setup-steps.ts';

/** The API's checklist in words. `tenantPath` is `/t/…`, or empty on the system's checklist. */
export function checklistItems(
  items: readonly { key: ChecklistKey; done: boolean; detail?: string | null }[],
  tenantPath: string,
): ChecklistItem[] {
  return items.map(({ key, done, detail }) => {
    const step = setupSteps[key];
    return {
      id: key,
      title: step.title,
      description: done ? (detail ?? undefined) : `${step.help}${detail ? ` Now: ${detail}` : ''}`,
      done,
      ...(step.href !== null && !done && { href: step.href(tenantPath) }),
    };
  });
}
