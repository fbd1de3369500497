import { Notifications } from '@mantine/notifications';

/** Where short messages appear: on the phone at the top, since the buttons are at the bottom. */
export default function Toasts({ phone }: { phone: boolean }) {
  return <Notifications position={phone ? 'top-center' : 'bottom-right'} limit={phone ? 1 : 3} />;
}
