import { lazy, Suspense, useSyncExternalStore } from 'react';
import { useAccount } from './Graph.tsx';
import { stepUp } from './stepUp.ts';

const StepUpDialog = lazy(() => import('../features/account/proof/StepUpDialog.tsx').then((module) => ({ default: module.StepUpDialog })));

/** Stands once, above every page: whichever request is asked for a fresh proof, the dialog opens here. */
export function StepUp() {
  const { proven } = useAccount();
  if (!useSyncExternalStore(stepUp.subscribe, stepUp.asked)) return null;
  return (
    <Suspense>
      <StepUpDialog
        onProven={(tokens) => {
          proven(tokens);
          stepUp.answer(true);
        }}
        onLeave={() => {
          stepUp.answer(false);
        }}
      />
    </Suspense>
  );
}
