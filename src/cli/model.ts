import { fileURLToPath } from 'node:url';
import { VisplayError } from '../errors.ts';
import { openModel, type OpenModel } from '../loop/openModel.ts';
import type { BackendChoice } from '../loop/protocol.ts';
import { nodeFolder } from '../model/nodeFolder.ts';
import { openDevice, type Device } from '../tensor/device.ts';
import { DeviceError } from '../tensor/deviceError.ts';
import { nodePlatform } from '../tensor/nodePlatform.ts';

/** The embedded model. */
export const nano = fileURLToPath(new URL('../../public/models/nano', import.meta.url));

/**
 * The model in a Hugging Face folder (the embedded one by default) on the device that was chosen.
 * @throws VisplayError where the folder is no whole checkpoint, or the backend is not to be had here.
 */
export async function openModelAt(directory: string | undefined, backend: BackendChoice): Promise<OpenModel> {
  return openModel(nodeFolder(directory ?? nano), await deviceFor(backend));
}

/** @throws VisplayError `no-backend` where this machine does not offer it. */
async function deviceFor(backend: BackendChoice): Promise<Device> {
  try {
    return await openDevice({ backend, platform: nodePlatform });
  } catch (thrown) {
    if (!(thrown instanceof DeviceError)) throw thrown;
    const said = `The backend ${backend} cannot be used: ${thrown.said}`;
    throw new VisplayError('no-backend', said, 'Choose another with --backend.', { cause: thrown });
  }
}
