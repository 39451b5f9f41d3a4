import type { ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Modal as AriaModal, ModalOverlay } from 'react-aria-components/Modal';
import './modal.css';

/** Above everything else: keeps the focus until it is answered; Esc or a press beside it leaves it. */
export function Modal({ label, onLeave, children }: { label: string; onLeave: () => void; children: ReactNode }) {
  return (
    <ModalOverlay
      className="veil"
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) onLeave();
      }}
    >
      <AriaModal className="modal sheet">
        <Dialog aria-label={label} className="stack">
          {children}
        </Dialog>
      </AriaModal>
    </ModalOverlay>
  );
}
