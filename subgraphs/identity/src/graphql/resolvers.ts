import type { GraphQLSchema } from 'graphql';
import { subgraphSchema } from '@ycyw/service/schema';
import { createApiKey, revokeApiKey, rotateApiKey } from './api-keys.ts';
import type { IdentityContext } from './context.ts';
import { requestPasswordReset, resetPassword } from './password-reset.ts';
import { register, verifyEmail } from './registration.ts';
import { refreshTokens, signOut } from './session.ts';
import { signIn } from './sign-in.ts';
import { assignRole, staff, userByEmail } from './staff.ts';
import { account, me, user } from './user.ts';

/** Identity's executable schema. */
export const identitySchema = (): GraphQLSchema =>
  subgraphSchema<IdentityContext>(new URL('../../schema.graphql', import.meta.url), {
    Query: { me, userByEmail, staff },
    User: user,
    Account: account,
    Mutation: {
      register,
      verifyEmail,
      requestPasswordReset,
      resetPassword,
      signIn,
      refreshTokens,
      signOut,
      createApiKey,
      rotateApiKey,
      revokeApiKey,
      assignRole,
    },
  });
