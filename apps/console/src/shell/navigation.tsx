import type { NavSection } from '@posthorn/ui';
import {
  Building2,
  Fingerprint,
  FlaskConical,
  History,
  KeyRound,
  LayoutDashboard,
  MailCheck,
  MonitorSmartphone,
  ScrollText,
  Settings2,
  UserRound,
  Users,
  UsersRound,
} from 'lucide-react';

/** Which part of the console a page belongs to. */
export type Area = { kind: 'SYSTEM' } | { kind: 'TENANT'; tenantId: string } | { kind: 'ACCOUNT' };

/** The menu of an area, without the entries that the reader's permissions don't reach. */
export function navigationOf(area: Area, permissions: readonly string[]): NavSection[] {
  const may = (permission: string): boolean => permissions.includes(permission);
  switch (area.kind) {
    case 'SYSTEM':
      return [
        { items: [{ href: '/system', label: 'Overview', icon: <LayoutDashboard /> }] },
        {
          label: 'Mail',
          items: [
            { href: '/system/mail', label: 'Platform mail', icon: <MailCheck /> },
            { href: '/system/messages', label: 'Account messages', icon: <ScrollText /> },
            { href: '/system/sandbox', label: 'Sandbox', icon: <FlaskConical /> },
          ],
        },
        {
          label: 'People',
          items: [
            { href: '/system/tenants', label: 'Tenants', icon: <Building2 /> },
            { href: '/system/users', label: 'Users', icon: <Users /> },
          ],
        },
        {
          label: 'Platform',
          items: [
            { href: '/system/settings', label: 'Settings', icon: <Settings2 /> },
            { href: '/system/audit', label: 'Audit', icon: <History /> },
          ],
        },
      ];
    case 'TENANT': {
      const base = `/t/${area.tenantId}`;
      const sections: NavSection[] = [
        { items: [{ href: base, label: 'Overview', icon: <LayoutDashboard /> }] },
        {
          label: 'Mail',
          items: [
            ...(may('tenant.profiles') ? [{ href: `${base}/profiles`, label: 'Email profiles', icon: <MailCheck /> }] : []),
            ...(may('tenant.profiles') ? [{ href: `${base}/oauth-clients`, label: 'OAuth clients', icon: <Fingerprint /> }] : []),
            ...(may('tenant.messages') ? [{ href: `${base}/messages`, label: 'Messages', icon: <ScrollText /> }] : []),
            ...(may('tenant.keys') ? [{ href: `${base}/keys`, label: 'API keys', icon: <KeyRound /> }] : []),
            ...(may('tenant.sandbox') ? [{ href: `${base}/sandbox`, label: 'Sandbox', icon: <FlaskConical /> }] : []),
          ],
        },
        {
          label: 'Tenant',
          items: [
            { href: `${base}/users`, label: 'Users', icon: <Users /> },
            ...(may('tenant.audit') ? [{ href: `${base}/audit`, label: 'Audit', icon: <History /> }] : []),
          ],
        },
      ];
      return sections.filter(({ items }) => items.length > 0);
    }
    case 'ACCOUNT':
      return [
        {
          label: 'My account',
          items: [
            { href: '/account', label: 'Profile', icon: <UserRound /> },
            { href: '/account/security', label: 'E-mail and password', icon: <KeyRound /> },
            { href: '/account/sessions', label: 'Sessions', icon: <MonitorSmartphone /> },
            { href: '/account/memberships', label: 'Memberships', icon: <UsersRound /> },
          ],
        },
      ];
  }
}
