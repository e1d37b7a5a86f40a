import { describe } from 'vitest';
import { memoryStore } from './memoryStore.ts';
import { behavesAsARunStore } from './sampleStore.ts';

describe('memory store', () => {
  behavesAsARunStore(async () => memoryStore());
});
