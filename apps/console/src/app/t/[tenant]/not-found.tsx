export { Missing as default } from '@/shell/missing.tsx';
