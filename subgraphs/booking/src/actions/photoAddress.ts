import { addressesAt } from '@ycyw/service/files/address';

/** PUT puts a photo's bytes there, GET reads them: a path on the router. */
export const { uploadAddress, readAddress, addressed } = addressesAt('/photos', 'photo');
