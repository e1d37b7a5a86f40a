import { useStore } from 'zustand';
import { useApp } from '../hooks.tsx';
import { libraryOf, type LibraryState } from './library.ts';

export const useLibrary = <T,>(select: (state: LibraryState) => T): T =>
  useStore(libraryOf(useApp()), select);
