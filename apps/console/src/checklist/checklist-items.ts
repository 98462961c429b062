import type { ChecklistItem } from '@posthorn/ui';
import type { ChecklistKey } from '@/generated/graphql.ts';
import { setupSteps } from './setup-steps.ts';

/** The API's checklist in words. `base` goes before the paths of a tenant's steps. */
export function checklistItems(
  items: readonly { key: ChecklistKey; done: boolean; detail?: string | null }[],
  base: string,
): ChecklistItem[] {
  return items.map(({ key, done, detail }) => {
    const step = setupSteps[key];
    return {
      id: key,
      title: step.title,
      description: detail ?? (done ? undefined : step.help),
      done,
      ...(step.path !== null && !done && { href: `${base}${step.path}` }),
    };
  });
}
