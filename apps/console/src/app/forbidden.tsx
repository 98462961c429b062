export { NoPermission as default } from '@/shell/no-permission.tsx';
