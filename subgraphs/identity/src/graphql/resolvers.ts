import type { GraphQLSchema } from 'graphql';
import { subgraphSchema } from '@ycyw/service/schema';
import { auditCheck, auditEntry, auditTrail } from './audit.ts';
import type { IdentityContext } from './context.ts';
import { requestPasswordReset, resetPassword } from './password-reset.ts';
import { setPrivacyChoices } from './privacy.ts';
import { register, verifyEmail } from './registration.ts';
import { refreshTokens, signOut } from './session.ts';
import { signIn } from './sign-in.ts';
import { account, me, updateProfile, user } from './user.ts';

/** Identity's executable schema. */
export const identitySchema = (): GraphQLSchema =>
  subgraphSchema<IdentityContext>(new URL('../../schema.graphql', import.meta.url), {
    Query: { me, auditTrail, auditCheck },
    User: user,
    Account: account,
    AuditEntry: auditEntry,
    Mutation: {
      register,
      verifyEmail,
      requestPasswordReset,
      resetPassword,
      signIn,
      refreshTokens,
      signOut,
      updateProfile,
      setPrivacyChoices,
    },
  });
