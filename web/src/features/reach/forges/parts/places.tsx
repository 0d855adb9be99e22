import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { buttonClass } from '../../../../ui/button';
import { SelectField } from '../../../../ui/field';
import form from '../../../../ui/form.module.css';
import { Panel, Section } from '../../../../ui/panel';

interface PlacesProps {
  /** Names of the repositories by id, of which there are some. */
  readonly names: ReadonlyMap<number, string>;
}

/** Way to the place of any repository, also of one that is shown nowhere yet. */
export function Places({ names }: PlacesProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const repoId = chosen ?? [...names.keys()][0]!;
  return (
    <Section title="Place of a repository" aside="found by its address or name, unless an administrator sets it">
      <Panel>
        <div className={form.form}>
          <SelectField label="Repository" value={repoId} onChange={(event) => setChosen(Number(event.target.value))}>
            {[...names].map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
          <div>
            <Link to="/repos/$repoId/forge" params={{ repoId }} className={buttonClass()}>
              Show its place
            </Link>
          </div>
        </div>
      </Panel>
    </Section>
  );
}
