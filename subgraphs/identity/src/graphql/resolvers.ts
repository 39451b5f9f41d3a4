import type { GraphQLSchema } from 'graphql';
import { subgraphSchema } from '@ycyw/service/schema';
import { auditCheck, auditEntry, auditTrail } from './audit.ts';
import type { IdentityContext } from './context.ts';
import { renewRecoveryCodes } from './mfa.ts';
import { accountDeletion, deleteAccount } from './account-deletion.ts';
import { DataExport, dataExport, requestDataExport } from './data-export.ts';
import { beginPasskey } from './passkey-ceremony.ts';
import { finishPasskey, removePasskey } from './passkey.ts';
import { requestPasswordReset, resetPassword } from './password-reset.ts';
import { setPrivacyChoices } from './privacy.ts';
import { register, verifyEmail } from './registration.ts';
import { verifySecondFactor } from './second-factor.ts';
import { refreshTokens, signOut } from './session.ts';
import { signIn } from './sign-in.ts';
import { stepUp } from './step-up.ts';
import { confirmTotpEnrolment, removeTotp, startTotpEnrolment } from './totp.ts';
import { account, me, updateProfile, user, userById } from './user.ts';

/** Identity's executable schema. */
export const identitySchema = (): GraphQLSchema =>
  subgraphSchema<IdentityContext>(new URL('../../schema.graphql', import.meta.url), {
    Query: { me, user: userById, accountDeletion, dataExport, auditTrail, auditCheck },
    User: user,
    Account: account,
    AuditEntry: auditEntry,
    DataExport,
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
      verifySecondFactor,
      stepUp,
      startTotpEnrolment,
      confirmTotpEnrolment,
      removeTotp,
      beginPasskey,
      finishPasskey,
      removePasskey,
      renewRecoveryCodes,
      requestDataExport,
      deleteAccount,
    },
  });
