import type { GraphQLSchema } from 'graphql';
import { subgraphSchema } from '@ycyw/service/schema';
import type { IdentityContext } from './context.ts';
import { renewRecoveryCodes } from './mfa.ts';
import { beginPasskey } from './passkey-ceremony.ts';
import { finishPasskey, removePasskey } from './passkey.ts';
import { requestPasswordReset, resetPassword } from './password-reset.ts';
import { register, verifyEmail } from './registration.ts';
import { verifySecondFactor } from './second-factor.ts';
import { refreshTokens, signOut } from './session.ts';
import { signIn } from './sign-in.ts';
import { stepUp } from './step-up.ts';
import { confirmTotpEnrolment, removeTotp, startTotpEnrolment } from './totp.ts';
import { account, me, updateProfile, user } from './user.ts';

/** Identity's executable schema. */
export const identitySchema = (): GraphQLSchema =>
  subgraphSchema<IdentityContext>(new URL('../../schema.graphql', import.meta.url), {
    Query: { me },
    User: user,
    Account: account,
    Mutation: {
      register,
      verifyEmail,
      requestPasswordReset,
      resetPassword,
      signIn,
      verifySecondFactor,
      stepUp,
      refreshTokens,
      signOut,
      startTotpEnrolment,
      confirmTotpEnrolment,
      removeTotp,
      beginPasskey,
      finishPasskey,
      removePasskey,
      renewRecoveryCodes,
      updateProfile,
    },
  });
