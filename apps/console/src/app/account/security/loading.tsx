export { FormSkeleton as default } from '@/shell/skeletons.tsx';
