import * as tf from '@tensorflow/tfjs-core';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/index.js';

/** The bytes of a buffer that a tensor is. */
export interface Place {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}

/** The backend of TensorFlow.js with tensors that are parts of one buffer, and copies that cost no dispatch. */
export class GpuBackend extends WebGPUBackend {
  /** bytes of tensors that were disposed and whose buffers wait for a submission */
  #waitingBytes = 0;

  constructor(...[device, info]: ConstructorParameters<typeof WebGPUBackend>) {
    super(putDirectivesFirst(device), info);
  }

  /** Values on the GPU; TensorFlow.js would keep a copy of them on the host, which kernels that write in place outdate. */
  override async read(dataId: object): ReturnType<WebGPUBackend['read']> {
    const values = await super.read(dataId);
    const data = this.tensorMap.has(dataId) ? this.tensorMap.get(dataId) : null;
    if (data?.resource) Reflect.set(data, 'values', null);
    return values;
  }

  /** As TensorFlow.js', which holds disposed tensors back until a submission: here many bytes of them bring it about. */
  override disposeData(dataId: object, force = false): boolean {
    const size = this.tensorMap.has(dataId) ? tf.util.sizeFromShape(this.tensorMap.get(dataId).shape) : 0;
    const gone = super.disposeData(dataId, force);
    if (gone && size > 0 && this.tensorMap.has(dataId)) {
      this.#waitingBytes += 4 * size;
      if (this.#waitingBytes > Math.max(leastWaiting, this.bufferManager.numBytesAllocated / 16))
        this.flush();
    }
    return gone;
  }

  override submitQueue(): void {
    this.#waitingBytes = 0;
    super.submitQueue();
  }

  override async getBufferData(buffer: GPUBuffer): Promise<ArrayBuffer> {
    const place = asPlace(buffer);
    if (place === null) return super.getBufferData(buffer);
    const part = this.bufferManager.acquireBuffer(place.size, usage);
    try {
      this.copyBytes(place, { buffer: part, offset: 0, size: place.size });
      return await super.getBufferData(part);
    } finally {
      this.bufferManager.releaseBuffer(part);
    }
  }

  /** A buffer that tensors can lie in, of zeros. Give it back with `bufferManager.releaseBuffer`. */
  zeroedBuffer(size: number): GPUBuffer {
    const buffer = this.bufferManager.acquireBuffer(size, usage);
    this.#encoder().clearBuffer(buffer, 0, size);
    return buffer;
  }

  /**
   * A float32 tensor that is part of a buffer, from `offset` bytes on, a multiple of 256. Disposing it leaves the
   * buffer alone; `onRelease` is called once no command that waits to be submitted uses the tensor either.
   */
  view(buffer: GPUBuffer, offset: number, shape: number[], onRelease: () => void): tf.Tensor {
    const info = this.makeTensorInfo(shape, 'float32');
    const data = this.tensorMap.get(info.dataId);
    let place: Place | null = { buffer, offset, size: 4 * tf.util.sizeFromShape(shape) };
    data.external = true;
    // What the backend binds as it is; it sets it to null when the tensor is gone.
    Object.defineProperty(data, 'resource', {
      get: () => place,
      set: () => {
        if (place === null) return;
        place = null;
        onRelease();
      },
    });
    return tf.engine().makeTensorFromTensorInfo(info, this);
  }

  /** Where a tensor's values are; they are uploaded if they were not. */
  placeOf({ dataId, size }: tf.Tensor): Place {
    this.uploadToGPU(dataId);
    const { resource } = this.tensorMap.get(dataId);
    if (resource instanceof GPUBuffer) return { buffer: resource, offset: 0, size: 4 * size };
    const place = asPlace(resource);
    if (place === null) throw new TypeError('The tensor is not in a buffer.');
    return place;
  }

  /** Copies values between tensors in different buffers, in order with the kernels around it. */
  copyTensor(from: tf.Tensor, to: tf.Tensor): void {
    const source = this.placeOf(from);
    const target = this.placeOf(to);
    this.copyBytes(source, target);
    // Disposed tensors then wait for the submission before their buffers are used again.
    const owned: unknown = Reflect.get(this, 'commandQueueOwnedIds');
    if (!(owned instanceof WeakSet)) throw new TypeError('TensorFlow.js keeps its commands elsewhere.');
    owned.add(from.dataId).add(to.dataId);
  }

  /** Hands over the commands that wait, so that no submission holds the GPU for long. */
  flush(): void {
    const waiting: unknown = Reflect.get(this, 'commandEncoder');
    if (waiting === null) return;
    this.endComputePassEncoder();
    this.submitQueue();
  }

  copyBytes(from: Place, to: Place): void {
    this.#encoder().copyBufferToBuffer(from.buffer, from.offset, to.buffer, to.offset, from.size);
  }

  #encoder(): GPUCommandEncoder {
    this.ensureCommandEncoderReady();
    this.endComputePassEncoder();
    const encoder: unknown = Reflect.get(this, 'commandEncoder');
    if (encoder instanceof GPUCommandEncoder) return encoder;
    throw new TypeError('TensorFlow.js keeps its commands elsewhere.');
  }
}

/** The backend in use if it is WebGPU, else null. */
export function gpuBackend(): GpuBackend | null {
  const backend = tf.backend();
  return backend instanceof GpuBackend ? backend : null;
}

/** Bytes that may wait for a submission in any case, and beyond that a sixteenth of all that is allocated. */
export const leastWaiting = 4e6;

/** As the backend's own tensors. */
const usage = 0x8c; // STORAGE | COPY_SRC | COPY_DST

function asPlace(resource: unknown): Place | null {
  return isPlace(resource) ? resource : null;
}

function isPlace(resource: unknown): resource is Place {
  return typeof resource === 'object' && resource !== null && 'offset' in resource && 'buffer' in resource;
}

/** TensorFlow.js writes its own declarations before those of a program, and WGSL wants directives before all of them. */
function putDirectivesFirst(device: GPUDevice): GPUDevice {
  const create = device.createShaderModule.bind(device);
  device.createShaderModule = (descriptor) => {
    const directives = descriptor.code.match(directive)?.join('\n') ?? '';
    return create({ ...descriptor, code: `${directives}\n${descriptor.code.replace(directive, '')}` });
  };
  return device;
}

const directive = /^enable \w+;$/gm;
