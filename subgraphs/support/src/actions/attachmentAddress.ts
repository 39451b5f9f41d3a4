import { addressesAt } from '@ycyw/service/files/address';

/** PUT puts an attachment's bytes there, GET reads them: a path on the router. */
export const { uploadAddress, readAddress, addressed } = addressesAt('/attachments', 'attachment');
