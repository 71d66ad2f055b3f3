/** What can be changed while the network runs: parameters, links, the number of peers. */
import { useStudio } from '../page/use-studio.js';
import { LinkForm } from './link-form.jsx';
import { NewcomerForm } from './newcomer-form.jsx';
import { ParametersForm } from './parameters-form.jsx';

export function ChangeTab() {
  const given = useStudio((state) => state.given);
  if (given === undefined)
    return (
      <p class="quiet">
        This was recorded elsewhere: nothing can be changed. Open a scenario to lay hands on it.
      </p>
    );
  return (
    <div class="change">
      <p class="quiet">
        Everything is done right after the instant that is shown, and becomes part of the scenario.
      </p>
      <ParametersForm />
      <LinkForm />
      <NewcomerForm />
    </div>
  );
}
