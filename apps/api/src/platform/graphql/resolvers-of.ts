import 'reflect-metadata';
import type { Type } from '@nestjs/common';

/** Every resolver class of a module and the modules it imports, read from their metadata without starting anything. */
export function resolversOf(module: Type, seen = new Set<Type>()): Type[] {
  if (seen.has(module)) return [];
  seen.add(module);
  const imports = (Reflect.getMetadata('imports', module) ?? []) as Type[];
  const providers = (Reflect.getMetadata('providers', module) ?? []) as (Type | object)[];
  const own = providers.filter((provider): provider is Type => typeof provider === 'function' && /Resolver$/.test(provider.name));
  return [...own, ...imports.filter((imported) => typeof imported === 'function').flatMap((imported) => resolversOf(imported, seen))];
}
