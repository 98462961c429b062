import { PageHeader } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { viewer } from '@/api/viewer.ts';
import { ProfileForm } from './profile-form.tsx';

export const metadata: Metadata = { title: 'Profile' };

export default async function ProfilePage(): Promise<ReactElement> {
  const { identity } = await viewer();
  return (
    <div className="max-w-2xl">
      <PageHeader title="Profile" description="How others see you, and in which language and zone you read times and mail." />
      <ProfileForm name={identity.name} locale={identity.locale} timeZone={identity.timeZone} />
    </div>
  );
}
