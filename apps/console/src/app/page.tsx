import { redirect } from 'next/navigation';
import { homeOf, viewer } from '@/api/viewer.ts';

/** The bare address leads to where one's work is. */
export default async function Home(): Promise<never> {
  redirect(homeOf(await viewer()));
}
