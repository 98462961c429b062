export { OverviewSkeleton as default } from '@/shell/skeletons.tsx';
