import type { GraphQLSchema } from 'graphql';
import { subgraphSchema } from '@ycyw/service/schema';
import { auditCheck, auditEntry, auditTrail } from './audit.ts';
import { endSession } from './account-sessions.ts';
import { createApiKey, revokeApiKey, rotateApiKey } from './api-keys.ts';
import { changeEmail, confirmEmail } from './change-email.ts';
import { changePassword } from './change-password.ts';
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
import { assignRole, staff, userByEmail } from './staff.ts';
import { stepUp } from './step-up.ts';
import { confirmTotpEnrolment, removeTotp, startTotpEnrolment } from './totp.ts';
import { account, me, updateProfile, user, userById, userOfAddress } from './user.ts';

/** Identity's executable schema. */
export const identitySchema = (): GraphQLSchema =>
  subgraphSchema<IdentityContext>(new URL('../../schema.graphql', import.meta.url), {
    Query: { me, user: userById, userOfAddress, accountDeletion, dataExport, auditTrail, auditCheck, userByEmail, staff },
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
      createApiKey,
      rotateApiKey,
      revokeApiKey,
      assignRole,
      endSession,
      changePassword,
      changeEmail,
      confirmEmail,
    },
  });
