import './edit-flow.css';
import type { FlowDetail } from '../../../contract.ts';
import { useLive } from '../../api/live.tsx';
import { useData } from '../../api/use-data.ts';
import { Button } from '../../parts/button.tsx';
import { Loading } from '../../parts/empty.tsx';
import { ErrorBox } from '../../parts/error-box.tsx';
import { Page } from '../../parts/page.tsx';
import { Link } from '../../routing/link.tsx';
import type { ScreenProps } from '../index.ts';
import { Workbench } from './workbench.tsx';

/** Edit Flow: the JSON, the form, the diagram and the checks of one flow. */
export function EditFlowScreen({ params }: ScreenProps) {
  const id = params['id'] ?? '';
  const { data, failure, reload } = useData<FlowDetail>(`/flows/${encodeURIComponent(id)}`);
  useLive((news) => {
    if (news.type === 'flows' || news.type === 'again') reload();
  });
  if (data) return <Workbench detail={data} reload={reload} />;
  return (
    <Page title={`Edit Flow: ${id}`} trail={<Link to="/flows">Flows</Link>}>
      {failure ? (
        <ErrorBox failure={failure} action={<Button onClick={reload}>Try again</Button>} />
      ) : (
        <Loading what="the flow" />
      )}
    </Page>
  );
}
