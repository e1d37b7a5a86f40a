import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VisplayError } from '../errors.ts';
import { openModel, type OpenModel } from '../loop/openModel.ts';
import type { BackendChoice } from '../loop/protocol.ts';
import { readStart, type StartingPoint } from '../loop/startingPoint.ts';
import { checkBaseName } from '../model/adapterBase.ts';
import type { Adapter } from '../model/lora.ts';
import { nodeFolder } from '../model/nodeFolder.ts';
import { readAdapter } from '../model/peft.ts';
import { packings, type Packing } from '../model/weights.ts';
import { openDevice, type Device } from '../tensor/device.ts';
import { DeviceError } from '../tensor/deviceError.ts';
import { nodePlatform } from '../tensor/nodePlatform.ts';
import { usageError } from './arguments.ts';

/** The embedded model. */
export const nano = fileURLToPath(new URL('../../public/models/nano', import.meta.url));

/**
 * The model in a Hugging Face folder (the embedded one by default) on the device that was chosen.
 * @throws VisplayError where the folder is no whole checkpoint, or the backend is not to be had here.
 */
export async function openModelAt(
  directory: string | undefined,
  backend: BackendChoice,
  packing: Packing = 'exact',
): Promise<OpenModel> {
  const device = await deviceFor(backend);
  if (packing !== 'exact' && device.backend === 'wasm') {
    device.close();
    throw usageError(
      `--pack ${packing} is for WebGPU: on WebAssembly weights are held in float32.`,
      'Leave it out, or add --backend webgpu where there is an adapter.',
    );
  }
  return openModel(nodeFolder(directory ?? nano), device, () => undefined, packing);
}

/** `--pack exact|8bit|4bit`. */
export function packingNamed(text: string): Packing {
  const packing = packings.find((known) => known === text);
  if (packing !== undefined) return packing;
  throw usageError(`--pack ${text} is not known.`, `It takes ${packings.join(', ')}.`);
}

/**
 * The adapters of both roles in a folder: one for both, or `questioner/` and `reasoner/`, as a run saves them.
 * @throws VisplayError what `readStart` throws
 */
export function startAt(directory: string): Promise<StartingPoint> {
  const name = basename(resolve(directory));
  if (existsSync(join(directory, 'questioner'))) {
    const questioner = nodeFolder(join(directory, 'questioner'));
    return readStart(name, { questioner, reasoner: nodeFolder(join(directory, 'reasoner')) });
  }
  const both = nodeFolder(directory);
  return readStart(name, { questioner: both, reasoner: both });
}

/**
 * The adapter in a folder, for a model that is open.
 * @throws VisplayError what `readAdapter` throws, and `adapter-base` where it names another model
 */
export async function adapterFor({ name }: OpenModel, directory: string): Promise<Adapter> {
  const { adapter, baseName } = await readAdapter(nodeFolder(directory));
  checkBaseName(basename(resolve(directory)), baseName, { name });
  return adapter;
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
