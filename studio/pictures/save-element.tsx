/** Saves the SVG that stands beside the buttons. */
import { useRef } from 'preact/hooks';
import { SavePicture } from './save-picture.js';
import { svgOfElement } from './svg-of-element.js';

export interface SaveElementProps {
  readonly name: string;
  readonly of: string;
  /** Within the element that holds the buttons. */
  readonly selector: string;
}

export function SaveElement({ name, of, selector }: SaveElementProps) {
  const here = useRef<HTMLSpanElement>(null);
  const svg = () => {
    const found = here.current?.parentElement?.querySelector<SVGSVGElement>(selector);
    const ground = getComputedStyle(document.documentElement).getPropertyValue('--panel').trim();
    return found == null ? undefined : svgOfElement(found, of, ground);
  };
  return (
    <span class="save-element" ref={here}>
      <SavePicture name={name} of={of} svg={svg} />
    </span>
  );
}
