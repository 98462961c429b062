import { Banner, TextLink } from '@posthorn/ui';
import type { ReactElement } from 'react';
import type { PlatformOverviewQuery, Severity } from '@/generated/graphql.ts';

const tones = { INFO: 'info', WARNING: 'warning', CRITICAL: 'danger' } as const satisfies Record<Severity, string>;

export function Warnings({ warnings }: { warnings: PlatformOverviewQuery['platformOverview']['warnings'] }): ReactElement | null {
  if (warnings.length === 0) return null;
  return (
    <div className="mb-5 flex flex-col gap-2">
      {warnings.map((warning) => (
        <Banner
          key={`${warning.key} ${warning.path}`}
          tone={tones[warning.severity]}
          title={warning.title}
          action={warning.path !== null && warning.path !== undefined && <TextLink href={warning.path}>Look into it</TextLink>}
        >
          {warning.detail}
        </Banner>
      ))}
    </div>
  );
}
