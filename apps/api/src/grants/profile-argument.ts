import type { PipeTransform } from '@nestjs/common';
import { ID } from '@nestjs/graphql';
import { uuidPipe } from '../platform/errors/uuid.pipe.ts';

const profilePipe = uuidPipe('email profile');
export const profileArgument = { type: () => ID, nullable: true, description: 'The email profile; none: platform mail.' };
export const optionalProfilePipe: PipeTransform<string | null | undefined, string | null> = {
  transform: (value) => (value == null ? null : profilePipe.transform(value, { type: 'body' })),
};
