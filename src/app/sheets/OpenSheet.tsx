import { lazy, type ReactNode } from 'react';
import { ShareSheet } from '../../share/ShareSheet.tsx';
import { HistoryDialog } from '../pictures/HistoryDialog.tsx';
import { useApp, useScreen } from '../hooks.tsx';
import { Palette } from '../palette/Palette.tsx';
import { DeviceSheet } from './DeviceSheet.tsx';
import { EmbedSheet } from './EmbedSheet.tsx';
import { ExportSheet } from './ExportSheet.tsx';
import { RescueSheet } from './RescueSheet.tsx';
import { ShortcutsSheet } from './ShortcutsSheet.tsx';

const PushSheet = lazy(() => import('../push/PushSheet.tsx'));
const ModelSheet = lazy(() => import('../models/ModelSheet.tsx'));

/** The sheet that lies over the view, if any. */
export default function OpenSheet(): ReactNode {
  const { screen } = useApp();
  const sheet = useScreen((state) => state.sheet);
  const close = (): void => screen.setState({ sheet: null });
  switch (sheet) {
    case 'palette':
      return <Palette onClose={close} />;
    case 'shortcuts':
      return <ShortcutsSheet onClose={close} />;
    case 'device':
      return <DeviceSheet onClose={close} />;
    case 'storage':
      return <DeviceSheet onClose={close} at="storage" />;
    case 'log':
      return <DeviceSheet onClose={close} at="log" />;
    case 'rescue':
      return <RescueSheet onClose={close} />;
    case 'export':
      return <ExportSheet onClose={close} />;
    case 'picture':
      return <HistoryDialog onClose={close} />;
    case 'share':
      return <ShareSheet onClose={close} />;
    case 'model':
      return <ModelSheet onClose={close} />;
    case 'push':
      return <PushSheet onClose={close} />;
    case 'embed':
      return <EmbedSheet onClose={close} />;
    case null:
      return null;
    default:
      return sheet satisfies never;
  }
}
