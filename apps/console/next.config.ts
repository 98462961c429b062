import type { NextConfig } from 'next';

const config: NextConfig = {
  // The container takes the copy that this makes of what runs: pages, and the server with what it imports. `npm start` runs in place.
  output: 'standalone',
  outputFileTracingIncludes: {
    '/*': ['./server.ts', './src/server/*.ts', './node_modules/httpxy/**', './node_modules/@posthorn/listeners/**'],
  },
  // No page has a picture to scale, and sharp, which would do it, is left out in pnpm-workspace.yaml.
  images: { unoptimized: true },
  poweredByHeader: false,
  reactStrictMode: true,
  transpilePackages: ['@posthorn/ui', '@posthorn/contracts'],
  // Browsers ask for it on pages that name no icon.
  redirects: async () => [{ source: '/favicon.ico', destination: '/icon.svg', permanent: false }],
  experimental: {
    // forbidden(): a page of its own, with status 403, for the no-permission state.
    authInterrupts: true,
  },
};

export default config;
