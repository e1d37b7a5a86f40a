import { VisplayError } from '../errors.ts';

/** The device cannot be used: a command it refused, no room, or no such backend here. */
export class DeviceError extends VisplayError {
  constructor(code: string, said: string, fix: string) {
    super(code, said, fix);
    this.name = 'DeviceError';
  }
}

/**
 * The GPU went away (driver reset, sleep, another tab), or a thread that computed: open a new device and load the last
 * checkpoint.
 */
export class DeviceLostError extends DeviceError {
  constructor(said: string) {
    super('device-lost', said, 'Resume the run: it goes on from its last checkpoint on a fresh device.');
    this.name = 'DeviceLostError';
  }
}
