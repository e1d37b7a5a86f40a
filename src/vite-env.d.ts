/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Size of the embedded model, counted by the build. */
  readonly VITE_EMBEDDED_BYTES?: number;
}
