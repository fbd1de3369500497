import { MultiSelect } from '@mantine/core';

type Props = { label: string; value: string[]; teams: { id: string; name: string }[]; onChange: (ids: string[]) => void };

/** Which teams somebody belongs to. */
export default function TeamPick({ label, value, teams, onChange }: Props) {
  return <MultiSelect size="xs" w={180} aria-label={label} value={value} data={teams.map((team) => ({ value: team.id, label: team.name }))} onChange={onChange} />;
}
