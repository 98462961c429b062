import { PublicShell, buttonVariants } from '@posthorn/ui';
import Link from 'next/link';
import type { ReactElement } from 'react';
import { publicSettings } from '@/api/viewer.ts';

/** Says why there is no page, where no area's frame stands around it. */
export async function RootNotice({ title, sentence }: { title: string; sentence: string }): Promise<ReactElement> {
  const productName = await publicSettings().then(
    (settings) => settings.productName,
    () => 'Posthorn',
  );
  return (
    <PublicShell productName={productName} title={title} description={sentence}>
      <Link href="/" className={buttonVariants({ variant: 'primary', size: 'lg', className: 'w-full' })}>
        To my start page
      </Link>
    </PublicShell>
  );
}
