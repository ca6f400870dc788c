import './configure-api.css';
import type { ApiDetail } from '../../../contract.ts';
import { useLive } from '../../api/live.tsx';
import { useData } from '../../api/use-data.ts';
import { Button } from '../../parts/button.tsx';
import { Loading } from '../../parts/empty.tsx';
import { ErrorBox } from '../../parts/error-box.tsx';
import { Page } from '../../parts/page.tsx';
import { Link } from '../../routing/link.tsx';
import type { ScreenProps } from '../index.ts';
import { ApiBench } from './api-bench.tsx';

/** Configure API: one API of the catalogue. */
export function ConfigureApiScreen({ params }: ScreenProps) {
  const id = params['id'] ?? '';
  const { data, failure, reload } = useData<ApiDetail>(`/apis/${encodeURIComponent(id)}`);
  useLive((news) => {
    if (news.type === 'apis' || news.type === 'flows' || news.type === 'again') reload();
  });
  if (data) return <ApiBench detail={data} reload={reload} />;
  return (
    <Page title={`Configure API: ${id}`} trail={<Link to="/apis">Developer</Link>}>
      {failure ? <ErrorBox failure={failure} action={<Button onClick={reload}>Try again</Button>} /> : <Loading what="the API" />}
    </Page>
  );
}
