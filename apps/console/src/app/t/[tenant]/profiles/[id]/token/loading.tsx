export { DetailSkeleton as default } from '@/shell/skeletons.tsx';
