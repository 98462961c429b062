import { StatusBadge } from '@posthorn/ui';
import type { ReactElement } from 'react';
import type { TenantStatus } from '@/generated/graphql.ts';

export function TenantStatusBadge({ status }: { status: TenantStatus }): ReactElement {
  return status === 'ACTIVE' ? <StatusBadge tone="success">Active</StatusBadge> : <StatusBadge tone="danger">Suspended</StatusBadge>;
}
