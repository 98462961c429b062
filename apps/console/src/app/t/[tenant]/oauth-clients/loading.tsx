export { ListSkeleton as default } from '@/shell/skeletons.tsx';
