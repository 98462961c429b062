'use client';

import { Badge, Button, DropdownMenu, DropdownMenuItem, DropdownMenuLabel, DropdownMenuSeparator } from '@posthorn/ui';
import { Building2, ChevronsUpDown, MailPlus, ServerCog, UserRound } from 'lucide-react';
import type { ReactElement } from 'react';
import type { Viewer } from '@/api/viewer.ts';
import type { Area } from './navigation.tsx';

/** Says where one is, and leads to the system area and to one's other tenants. */
export function AreaSwitch({ viewer, area }: { viewer: Viewer; area: Area }): ReactElement {
  const active = viewer.memberships.filter(({ status }) => status === 'ACTIVE');
  const invited = viewer.memberships.filter(({ status }) => status === 'INVITED');
  const here = area.kind === 'TENANT' ? viewer.memberships.find(({ tenantId }) => tenantId === area.tenantId) : undefined;
  const name = { SYSTEM: 'System', TENANT: here?.tenantName ?? 'Tenant', ACCOUNT: 'My account' }[area.kind];
  const Icon = { SYSTEM: ServerCog, TENANT: Building2, ACCOUNT: UserRound }[area.kind];

  return (
    <DropdownMenu
      align="start"
      trigger={
        <Button
          variant="ghost"
          aria-label={`Switch area, now ${name}${here?.role === 'MEMBER' ? ' Member' : ''}`}
          className="max-w-full min-w-0 shrink px-2"
        >
          <Icon className="text-muted-foreground" aria-hidden />
          <span className="min-w-0 truncate">{name}</span>
          {here?.role === 'MEMBER' && <Badge className="max-sm:hidden">Member</Badge>}
          <ChevronsUpDown className="size-3.5! text-muted-foreground" aria-hidden />
        </Button>
      }
    >
      {viewer.identity.systemAdmin && (
        <DropdownMenuItem href="/system" icon={<ServerCog aria-hidden />} checked={area.kind === 'SYSTEM'}>
          System
        </DropdownMenuItem>
      )}
      {active.length > 0 && <DropdownMenuLabel>Tenants</DropdownMenuLabel>}
      {active.map((membership) => (
        <DropdownMenuItem
          key={membership.id}
          href={`/t/${membership.tenantId}`}
          icon={<Building2 aria-hidden />}
          checked={area.kind === 'TENANT' && area.tenantId === membership.tenantId}
        >
          {membership.tenantName}
          {membership.tenantStatus === 'SUSPENDED' && <span className="text-muted-foreground"> (suspended)</span>}
        </DropdownMenuItem>
      ))}
      {invited.length > 0 && (
        <>
          <DropdownMenuSeparator />
          <DropdownMenuItem href="/account/memberships" icon={<MailPlus aria-hidden />}>
            {invited.length === 1 ? '1 invitation' : `${invited.length} invitations`}
          </DropdownMenuItem>
        </>
      )}
      <DropdownMenuSeparator />
      <DropdownMenuItem href="/account" icon={<UserRound aria-hidden />} checked={area.kind === 'ACCOUNT'}>
        My account
      </DropdownMenuItem>
    </DropdownMenu>
  );
}
